/** The pages before anybody is signed in: the front door, signing in and out, the frame of the demo's sign-in. */
import type { FastifyInstance } from 'fastify';
import { newCspNonce, type Page, pageHeaders, type StaffShell, staffPage } from '#kit';
import type { RoleChoice } from '#sign-in';
import { type ConsentPage, renderConsent } from './consent-pages.ts';
import { consentWords } from './consent-words.en.ts';
import type { FrontDependencies } from './front-dependencies.ts';
import { words } from './words.en.ts';

export type { FrontDependencies } from './front-dependencies.ts';

interface MessageView {
  readonly heading: string;
  readonly texts: readonly string[];
  readonly form: {
    readonly action: string;
    readonly formToken: string;
    readonly kind: string;
    readonly button: string;
  } | null;
  readonly link: { readonly href: string; readonly text: string } | null;
}

interface ChooseRoleView {
  readonly roles: readonly (RoleChoice & { readonly isChosen: boolean })[];
  readonly formToken: string;
  readonly returnTo: string;
  readonly errors: readonly { readonly field: string; readonly text: string }[];
}

interface AppsView {
  readonly apps: readonly { readonly href: string; readonly name: string; readonly text: string }[];
}

const appsPage = staffPage<AppsView>('front/pages/apps.njk', words);
const messagePage = staffPage<MessageView>('front/pages/message.njk', words);
const chooseRolePage = staffPage<ChooseRoleView>('front/pages/choose-role.njk', words);
const chooseIssuerPage = staffPage<{ readonly issuers: readonly { readonly name: string; readonly href: string }[] }>(
  'front/pages/choose-issuer.njk',
  words,
);
const plainPage = staffPage<{ readonly body: string }>('front/pages/plain.njk', words);

const apps: AppsView = {
  apps: [
    { href: '/staff', name: 'Staff', text: 'Find a person and open the record that all services share.' },
    { href: '/my', name: 'Patients and carers', text: 'See your own record, your results, and who has looked at it.' },
  ],
};

/** What the sign-in routes ask to have shown. */
export interface SignInViews {
  'choose-issuer': {
    readonly kind: string;
    readonly issuers: readonly { readonly name: string; readonly href: string }[];
  };
  'choose-role': {
    readonly personName: string;
    readonly roles: readonly (RoleChoice & { readonly isChosen: boolean })[];
    readonly formToken: string;
    readonly returnTo: string;
    readonly error?: string;
  };
  'sign-in-failed': {
    readonly kind: string;
    readonly code: string;
    readonly message: string;
    readonly tryAgainHref: string;
  };
  'sign-out': { readonly kind: string; readonly personName: string; readonly formToken: string };
  'sign-in-next': { readonly signInHref: string };
  'signed-out': { readonly kind: string; readonly signInHref: string };
}

type Show = <View>(
  page: Page<View, StaffShell>,
  title: string,
  view: View,
  options?: { readonly hasErrors?: boolean; readonly nonce?: string },
) => string;

type Renderers = { readonly [Name in keyof SignInViews]: (view: SignInViews[Name]) => string };

function signInRenderers(show: Show): Renderers {
  const message = (view: Partial<MessageView> & { heading: string }): string =>
    show(messagePage, view.heading, { texts: [], form: null, link: null, ...view });
  return {
    'choose-issuer': (view) => show(chooseIssuerPage, words.chooseIssuer, view),
    'choose-role': (view) =>
      show(
        chooseRolePage,
        words.chooseRole,
        { ...view, errors: view.error === undefined ? [] : [{ field: 'role', text: view.error }] },
        { hasErrors: view.error !== undefined },
      ),
    'sign-in-failed': (view) =>
      message({
        heading: words.signInProblem,
        texts: [view.message, `Reference: ${view.code}`],
        link: { href: view.tryAgainHref, text: words.tryAgain },
      }),
    'sign-out': (view) =>
      message({
        heading: words.areYouSure,
        form: { action: '/sign-out', formToken: view.formToken, kind: view.kind, button: words.logOut },
      }),
    'sign-in-next': (view) =>
      message({
        heading: words.signInNext,
        texts: [words.signInNextText],
        link: { href: view.signInHref, text: words.signIn },
      }),
    'signed-out': (view) =>
      message({
        heading: words.signedOut,
        texts: [words.signedOutText],
        link: { href: view.signInHref, text: words.signInAgain },
      }),
  };
}

export function createFront(deps: FrontDependencies) {
  const show: Show = (page, title, view, options = {}) => {
    const shell: StaffShell = {
      audience: 'staff',
      title,
      ...(options.hasErrors === undefined ? {} : { hasErrors: options.hasErrors }),
      regionName: deps.regionName,
      homeHref: '/',
      isDemo: deps.isDemo,
      now: new Date(deps.clock.now()).toISOString(),
      navigation: [],
      cspNonce: options.nonce ?? newCspNonce(),
    };
    return deps.pages.render(page, shell, view);
  };
  return {
    renderSignIn: <Name extends keyof SignInViews>(page: Name, view: SignInViews[Name], nonce: string): string =>
      signInRenderers((shown, title, content, options) => show(shown, title, content, { ...options, nonce }))[page](
        view,
      ),
    renderConsent: (page: ConsentPage): string => renderConsent(deps, page),
    renderMessage: ({ heading, text }: { readonly heading: string; readonly text: string }, nonce: string): string =>
      show(messagePage, heading, { heading, texts: [text], form: null, link: null }, { nonce }),
    /** For a request whose app or return address is not registered. */
    renderAppProblem: (nonce: string): string =>
      show(
        messagePage,
        consentWords.problemHeading,
        {
          heading: consentWords.problemHeading,
          texts: [consentWords.problemText, consentWords.problemHelp],
          form: null,
          link: null,
        },
        { nonce },
      ),
    /** `body` is HTML that the identity provider made and escaped. */
    renderPlain: (title: string, body: string, nonce: string): string => show(plainPage, title, { body }, { nonce }),
    routes: async (app: FastifyInstance): Promise<void> => {
      app.get('/', async (_request, reply) => {
        const nonce = newCspNonce();
        const html = show(appsPage, words.heading, apps, { nonce });
        return reply.headers(pageHeaders(nonce)).type('text/html; charset=utf-8').send(html);
      });
    },
  };
}
