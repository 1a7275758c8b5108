import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { signInFault } from './faults.ts';
import { isSameSecret } from './secret.ts';
import type { Session } from './session.ts';

export interface PostedForm {
  readonly formToken?: string | undefined;
  /** The `Sec-Fetch-Site` header. */
  readonly secFetchSite?: string | undefined;
  /** The `Origin` header. */
  readonly origin?: string | undefined;
}

/**
 * Whether a form was posted from our own page (OWASP ASVS 5, 3.5): the session's token, and what the browser says.
 * Fault SIGN-IN-009.
 */
export function checkForm(session: Session, form: PostedForm, publicUrl: string): Outcome<true> {
  const isFromHere = form.secFetchSite === undefined || form.secFetchSite === 'same-origin';
  // Referrer-Policy no-referrer makes browsers send `null` with a form of the same site.
  const isOriginHere = form.origin === undefined || form.origin === 'null' || form.origin === publicUrl;
  const hasToken = form.formToken !== undefined && isSameSecret(form.formToken, session.formToken);
  return isFromHere && isOriginHere && hasToken ? ok(true) : failed(signInFault('SIGN-IN-009'));
}
