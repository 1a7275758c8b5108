/** Turns a typed view into a page: Nunjucks with the design system's own macros. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import nunjucks from 'nunjucks';
import { formatNhsNumber } from '#kernel/nhs-number.ts';
import { ageText } from './age.ts';
import { assetHref } from './assets.ts';
import { laneNames, laneShape } from './lane.ts';
import type { FieldError } from './marks.ts';
import {
  patientDate,
  patientDay,
  patientDayFrom,
  patientDayTime,
  patientTime,
  patientTimeAgo,
} from './patient-date.ts';
import { bannerName, statedNone } from './person-banner.ts';
import type { PatientShell, StaffShell } from './shell.ts';
import { sourceAnswerText, sourceStateText } from './source-state.ts';
import { escapeHtml, safe, staffDate, staffDateText, staffTime, staffTimeAgo } from './staff-date.ts';
import { sparkLine, trendChart } from './trend-chart.ts';
import { rangeText } from './trend-layout.ts';
import { words } from './words.en.ts';

/** A page: its template under `src/apps`, its words, and (in the type only) what it is shown. */
export interface Page<View, Shell extends StaffShell | PatientShell> {
  readonly template: string;
  readonly words: object;
  /** Never set: carries the types. */
  readonly shows?: (view: View, shell: Shell) => void;
}

export function staffPage<View>(template: string, words: object): Page<View, StaffShell> {
  return { template, words };
}

export function patientPage<View>(template: string, words: object): Page<View, PatientShell> {
  return { template, words };
}

export interface Pages {
  /** The page as HTML. Throws (a bug) when a template prints something that the view does not hold. */
  render<View, Shell extends StaffShell | PatientShell>(page: Page<View, Shell>, shell: Shell, view: View): string;
  /** Compiles templates ahead of the first reader. */
  warm(pages: readonly { readonly template: string }[]): void;
}

const require = createRequire(import.meta.url);

export function createPages(): Pages {
  const designSystem = join(dirname(require.resolve('nhsuk-frontend/package.json')), 'dist');
  const apps = fileURLToPath(new URL('../', import.meta.url));
  const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader([designSystem, apps]), {
    autoescape: true,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  for (const [name, value] of Object.entries(globals)) environment.addGlobal(name, value);
  return {
    render: (page, shell, view) =>
      inOrder(
        environment.render(page.template, {
          shell,
          view,
          words: page.words,
          cspNonce: shell.cspNonce,
          assetPath: '/assets',
        }),
      ),
    warm: (pages) => {
      for (const page of pages) environment.getTemplate(page.template, true);
    },
  };
}

/**
 * Marks that turn the text behind them around (Unicode Standard Annex 9, 2.1 to 2.5) show `10 mg` as `gm 01`, and a day as another,
 * whichever source sent them. No page of ours needs one; languages that are written from right to left do not either. The sign in
 * their place says that something stood there.
 */
function inOrder(html: string): string {
  return html.replace(/[\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** 3 3 4, never broken across lines; what is not ten digits is shown as it is. */
function nhsNumber(digits: string): nunjucks.runtime.SafeString {
  return /^\d{10}$/.test(digits)
    ? safe(`<span class="nhsuk-u-nowrap">${formatNhsNumber(digits)}</span>`)
    : safe(escapeHtml(digits));
}

/** The message beside a field, as the design system's macros take it; undefined where the field has no mistake. */
function errorFor(errors: readonly FieldError[], field: string): { text: string } | undefined {
  const error = errors.find((each) => each.field === field);
  return error === undefined ? undefined : { text: error.text };
}

const globals = {
  kitWords: words,
  errorFor,
  assetHref,
  ageText,
  bannerName,
  statedNone,
  laneNames,
  laneShape,
  nhsNumber,
  patientDate,
  patientDay,
  patientDayFrom,
  patientDayTime,
  patientTime,
  patientTimeAgo,
  rangeText,
  sourceAnswerText,
  sourceStateText,
  sparkLine,
  staffDate,
  staffDateText,
  staffTime,
  staffTimeAgo,
  trendChart,
};
