/** Reads the host systems that may open a record in context. */

import { readFile } from 'node:fs/promises';
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { parseOdsCode } from '#kernel/ods-code.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { isPublicKeySet } from '../client-register.ts';
import { signInFault } from '../faults.ts';
import { gravestActsShape } from '../gravest-acts.ts';
import { type HostSystem, hostContextClasses } from './host-system.ts';

const odsCode = z.string().transform((text, context) => {
  const code = parseOdsCode(text);
  if (code !== undefined) return code;
  context.addIssue({ code: 'custom', message: 'must be an ODS code' });
  return z.NEVER;
});

const hostsShape = z.array(
  z.strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, 'must be lower-case letters, digits and hyphens'),
    name: z.string().min(2),
    speaksFor: z.array(odsCode).min(1),
    roles: z.array(z.string().min(1)).min(1),
    jwks: z
      .custom<JSONWebKeySet>()
      .refine((value) => typeof value === 'object' && value !== null && isPublicKeySet(value), 'must be public keys'),
    gravestActs: gravestActsShape.extend({ acrValues: z.array(z.enum(hostContextClasses)).min(1) }).optional(),
  }),
);

/** The file of `GOLDTHREAD_HOSTS`. Fault SIGN-IN-025 names each place and rule. */
export async function readHosts(path: string): Promise<Outcome<readonly HostSystem[]>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return failed(
      signInFault('SIGN-IN-025', [{ place: 'GOLDTHREAD_HOSTS', rule: 'must be a JSON file that can be read' }]),
    );
  }
  const parsed = hostsShape.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const flaws = parsed.error.issues.map(({ path: place, message }) => ({ place: place.join('.'), rule: message }));
  return failed(signInFault('SIGN-IN-025', flaws));
}
