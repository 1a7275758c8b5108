/** What each page of the sign-in shows. Rendering is injected. */
import type { RoleChoice } from '#sign-in';

export interface SignInPages {
  'choose-issuer': {
    readonly kind: 'staff' | 'patient';
    readonly issuers: readonly { readonly name: string; readonly href: string }[];
  };
  'choose-role': {
    readonly personName: string;
    readonly roles: readonly (RoleChoice & { readonly isChosen: boolean })[];
    /** Post to `/sign-in/choose-role` with `formToken`, `returnTo` and `role`. */
    readonly formToken: string;
    readonly returnTo: string;
    /** Where a role was not picked: for the error summary. */
    readonly error?: string;
  };
  'sign-in-failed': {
    readonly kind: 'staff' | 'patient';
    /** Stable code, such as SIGN-IN-005; it is safe to show. */
    readonly code: string;
    readonly message: string;
    readonly tryAgainHref: string;
  };
  'sign-out': {
    readonly kind: 'staff' | 'patient';
    readonly personName: string;
    /** Post to `/sign-out` with `formToken` and `kind`. */
    readonly formToken: string;
  };
  /** What a posted form leads to when it asks for a sign-in. */
  'sign-in-next': { readonly signInHref: string };
  'signed-out': { readonly kind: 'staff' | 'patient'; readonly signInHref: string };
}

export type RenderSignInPage = <Page extends keyof SignInPages>(
  page: Page,
  view: SignInPages[Page],
  nonce: string,
) => string;
