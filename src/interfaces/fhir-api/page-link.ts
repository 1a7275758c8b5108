/**
 * The place where the next page begins, sealed for the caller who was given it (attack 75): the key of the last row is
 * patient data, so it is encrypted, and a link of one caller is nothing in the hands of another.
 */
import { createCipheriv, createDecipheriv, createHash, createSecretKey, randomBytes } from 'node:crypto';
import type { Caller } from '#disclosure';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { SearchKey } from '#record';
import type { SigningKeys } from '#sign-in';
import { fhirApiFault } from './faults.ts';

export interface PagePlace {
  /** The search's own parameters, which need not be sent again. */
  readonly query: string;
  /** None where the page begins with its query. */
  readonly key?: SearchKey;
}

export interface PageLinks {
  seal(caller: Caller, path: string, place: PagePlace): string;
  /** Fault FHIR-API-013. */
  open(caller: Caller, path: string, token: string): Outcome<PagePlace>;
}

const ivBytes = 12;
const tagBytes = 16;

/** An app is another one than its person: what one app was given to fetch is not another's. */
function through({ app }: { readonly app?: { readonly clientId: string } }): string {
  return app === undefined ? '' : ` through ${app.clientId}`;
}

/** The one to whom a link or a job belongs: another role or organisation of the same person is another. */
export function callerName(caller: Caller): string {
  switch (caller.kind) {
    case 'system':
      return `system ${caller.clientId}`;
    case 'staff':
      return `staff ${caller.issuer} ${caller.staffId} ${caller.roleCode} ${caller.organisation}${through(caller)}`;
    case 'patient':
      return `patient ${caller.issuer} ${caller.subject}${through(caller)}`;
  }
}

export function createPageLinks(keys: SigningKeys): PageLinks {
  const secret = createSecretKey(
    createHash('sha256')
      .update(`page links ${keys.newest.privateJwk.d ?? ''}`)
      .digest(),
  );
  const boundTo = (caller: Caller, path: string): Buffer => Buffer.from(`${callerName(caller)} ${path}`);
  return {
    seal(caller, path, place) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', secret, iv).setAAD(boundTo(caller, path));
      const sealed = Buffer.concat([cipher.update(JSON.stringify(place)), cipher.final()]);
      return Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString('base64url');
    },
    open(caller, path, token) {
      const bytes = Buffer.from(token, 'base64url');
      if (bytes.length <= ivBytes + tagBytes) return failed(fhirApiFault('FHIR-API-013'));
      try {
        const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, ivBytes), {
          authTagLength: tagBytes,
        })
          .setAAD(boundTo(caller, path))
          .setAuthTag(bytes.subarray(-tagBytes));
        const text = Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]);
        return ok(JSON.parse(text.toString('utf8')) as PagePlace);
      } catch {
        return failed(fhirApiFault('FHIR-API-013'));
      }
    },
  };
}
