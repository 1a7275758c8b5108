import { readFile } from 'node:fs/promises';
import { exportJWK, importPKCS8, type JWK } from 'jose';
import { z } from 'zod';
import type { Flaw } from '#kernel/fault.ts';
import { type OdsCode, parseOdsCode } from '#kernel/ods-code.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { signInFault } from './faults.ts';
import { gravestActsShape } from './gravest-acts.ts';
import { type ClientAuthentication, isLoopbackUrl, type PatientIssuer, type StaffIssuer } from './settings.ts';

const issuerUrl = z.string().refine((text) => {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackUrl(url)));
}, 'must be an https address (http only on the loopback address)');

const odsCode = z.string().transform((text, context): OdsCode => {
  const code = parseOdsCode(text);
  if (code !== undefined) return code;
  context.addIssue({ code: 'custom', message: 'must be an organisation code: three to ten letters and digits' });
  return z.NEVER;
});

const issuerShape = {
  id: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 lower-case letters, digits and hyphens'),
  name: z.string().min(1),
  issuer: issuerUrl,
  clientId: z.string().min(1),
  clientSecretFile: z.string().optional(),
  privateKeyFile: z.string().optional(),
  signingAlgorithm: z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512']).default('RS512'),
  idTokenAlgorithm: z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512']).default('RS256'),
  forcesAuthentication: z.boolean().default(true),
};

const hasOneProof = (value: { clientSecretFile?: string | undefined; privateKeyFile?: string | undefined }): boolean =>
  (value.clientSecretFile === undefined) !== (value.privateKeyFile === undefined);
const oneProof = { message: 'needs either clientSecretFile or privateKeyFile', path: ['privateKeyFile'] };

const staffShape = z
  .strictObject({
    ...issuerShape,
    scopes: z.array(z.string()).default(['openid', 'profile', 'nationalrbacaccess']),
    speaksFor: z.union([z.literal('national'), z.array(odsCode).min(1)]),
    roleShape: z.enum(['national-rbac', 'organisations']),
    assurance: z.strictObject({ claim: z.string().min(1), accepted: z.array(z.string()).min(1) }),
    staffIdClaim: z.string().default('sub'),
    gravestActs: gravestActsShape.optional(),
  })
  .refine(hasOneProof, oneProof);

const patientShape = z
  .strictObject({
    ...issuerShape,
    scopes: z.array(z.string()).default(['openid', 'profile', 'profile_extended', 'gp_integration_credentials']),
  })
  .refine(hasOneProof, oneProof);

/**
 * The staff issuers of `GOLDTHREAD_STAFF_ISSUERS`: a JSON array, or the path of a file that holds one.
 * Fault SIGN-IN-016 with the flaws; no secret is ever in the message.
 */
export async function readStaffIssuers(text: string): Promise<Outcome<readonly StaffIssuer[]>> {
  const json = await readJson(text);
  if (!json.ok) return json;
  const parsed = z.array(staffShape).min(1).safeParse(json.value);
  if (!parsed.success) return failed(signInFault('SIGN-IN-016', flawsOf(parsed.error)));
  const ids = new Set(parsed.data.map((issuer) => issuer.id));
  if (ids.size !== parsed.data.length) {
    return failed(signInFault('SIGN-IN-016', [{ place: 'id', rule: 'each issuer needs an id of its own' }]));
  }
  const issuers: StaffIssuer[] = [];
  for (const { clientSecretFile, privateKeyFile, signingAlgorithm, ...rest } of parsed.data) {
    const authentication = await readAuthentication(rest.id, { clientSecretFile, privateKeyFile, signingAlgorithm });
    if (!authentication.ok) return authentication;
    issuers.push({ ...rest, authentication: authentication.value });
  }
  return ok(issuers);
}

/** The patients' issuer of `GOLDTHREAD_PATIENT_ISSUER`: a JSON object, or the path of a file. Fault SIGN-IN-016. */
export async function readPatientIssuer(text: string): Promise<Outcome<PatientIssuer>> {
  const json = await readJson(text);
  if (!json.ok) return json;
  const parsed = patientShape.safeParse(json.value);
  if (!parsed.success) return failed(signInFault('SIGN-IN-016', flawsOf(parsed.error)));
  const { clientSecretFile, privateKeyFile, signingAlgorithm, ...rest } = parsed.data;
  const authentication = await readAuthentication(rest.id, { clientSecretFile, privateKeyFile, signingAlgorithm });
  return authentication.ok ? ok({ ...rest, authentication: authentication.value }) : authentication;
}

function flawsOf(error: z.ZodError): Flaw[] {
  return error.issues.map((issue) => ({ place: issue.path.join('.'), rule: issue.message }));
}

async function readJson(text: string): Promise<Outcome<unknown>> {
  const isInline = /^\s*[[{]/.test(text);
  try {
    return ok(JSON.parse(isInline ? text : await readFile(text, 'utf8')) as unknown);
  } catch {
    const rule = isInline ? 'is not JSON' : 'is neither JSON nor the path of a readable JSON file';
    return failed(signInFault('SIGN-IN-016', [{ place: 'the whole value', rule }]));
  }
}

interface ProofFiles {
  readonly clientSecretFile: string | undefined;
  readonly privateKeyFile: string | undefined;
  readonly signingAlgorithm: string;
}

async function readAuthentication(id: string, files: ProofFiles): Promise<Outcome<ClientAuthentication>> {
  const place = files.privateKeyFile === undefined ? 'clientSecretFile' : 'privateKeyFile';
  try {
    if (files.privateKeyFile === undefined) {
      const secret = (await readFile(files.clientSecretFile ?? '', 'utf8')).trim();
      if (secret.length >= 16) return ok({ method: 'client_secret', secret });
      return failed(signInFault('SIGN-IN-016', [{ place: `${id}.${place}`, rule: 'holds fewer than 16 characters' }]));
    }
    const text = await readFile(files.privateKeyFile, 'utf8');
    const privateKey = text.trimStart().startsWith('{')
      ? (JSON.parse(text) as JWK)
      : await exportJWK(await importPKCS8(text, files.signingAlgorithm, { extractable: true }));
    return ok({ method: 'private_key_jwt', privateKey, algorithm: files.signingAlgorithm });
  } catch {
    const rule = 'cannot be read as a JWK or a PKCS#8 key for the signing algorithm';
    return failed(signInFault('SIGN-IN-016', [{ place: `${id}.${place}`, rule }]));
  }
}
