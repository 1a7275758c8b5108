/** The consent screen of SMART App Launch, for patients and for staff, and the page in its place when a request is not one. */
import { appPermissionText, type FieldError, type PatientShell, patientPage, type StaffShell, staffPage } from '#kit';
import { consentWords as words } from './consent-words.en.ts';
import type { FrontDependencies } from './front-dependencies.ts';

/** What the authorization routes ask to have shown. */
export interface ConsentPage {
  readonly audience: 'patient' | 'staff';
  readonly appName: string;
  readonly publisher: string;
  readonly items: readonly { readonly key: string; readonly about: string; readonly onlyCodes: readonly string[] }[];
  /** Boxes that are ticked. */
  readonly chosen: readonly string[];
  readonly lasts: 'session' | 'an-hour' | 'offline';
  readonly offlineDays: number;
  /** Whether it is about one record only. */
  readonly isAboutOne: boolean;
  readonly parameters: readonly (readonly [string, string])[];
  readonly formToken: string;
  readonly hasChosenNothing: boolean;
  readonly nonce: string;
}

interface ConsentView {
  readonly heading: string;
  readonly publisher: string;
  readonly question: string;
  readonly hint: string;
  readonly items: readonly { readonly key: string; readonly text: string; readonly isChosen: boolean }[];
  readonly never: readonly string[];
  readonly howLong: string;
  readonly howToStop: string;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly formToken: string;
  readonly errors: readonly FieldError[];
}

const patientConsent = patientPage<ConsentView>('front/pages/consent-patient.njk', words);
const staffConsent = staffPage<ConsentView>('front/pages/consent-staff.njk', words);

function howLong(page: ConsentPage): string {
  if (page.audience === 'staff') return words.staff.session;
  return page.lasts === 'offline' ? words.patient.offline(page.offlineDays) : words.patient[page.lasts];
}

function viewOf(page: ConsentPage): ConsentView {
  const said = words[page.audience];
  const onlyOne = page.audience === 'staff' && page.isAboutOne ? [words.staff.onlyOne] : [];
  return {
    heading: said.heading(page.appName),
    publisher: said.publisher(page.publisher),
    question: said.question,
    hint: said.hint,
    items: page.items.map(({ key, about, onlyCodes }) => ({
      key,
      text: appPermissionText(about, onlyCodes, page.audience),
      isChosen: page.chosen.includes(key),
    })),
    never: [...said.never, ...onlyOne],
    howLong: howLong(page),
    howToStop: said.howToStop,
    parameters: page.parameters.map(([name, value]) => ({ name, value })),
    formToken: page.formToken,
    errors: page.hasChosenNothing ? [{ field: 'allow', text: words.nothingChosen }] : [],
  };
}

export function renderConsent(deps: FrontDependencies, page: ConsentPage): string {
  const view = viewOf(page);
  const both = {
    title: words.title,
    isDemo: deps.isDemo,
    now: new Date(deps.clock.now()).toISOString(),
    navigation: [],
    cspNonce: page.nonce,
    ...(page.hasChosenNothing ? { hasErrors: true } : {}),
  };
  if (page.audience === 'patient') {
    const shell: PatientShell = {
      ...both,
      audience: 'patient',
      serviceName: words.serviceName,
      homeHref: '/my',
      footer: [{ text: words.help, href: '/my/help' }],
    };
    return deps.pages.render(patientConsent, shell, view);
  }
  const shell: StaffShell = { ...both, audience: 'staff', regionName: deps.regionName, homeHref: '/staff' };
  return deps.pages.render(staffConsent, shell, view);
}
