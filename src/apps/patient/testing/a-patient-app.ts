/** The person's own app over a real database and real sessions, asked without a socket. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import type { Bundle, Patient } from 'fhir/r4.js';
import type { Compartment } from '#kernel/identity-number.ts';
import { createLiveStreams, createPages } from '#kit';
import { createLog, type Turns } from '#platform';
import { createSignIn, demoIssuers, openSigningKeys } from '#sign-in';
import { aRegion, type TestRegion } from '../../../record/testing/a-region.ts';
import { formRoutesOf } from '../../kit/testing/forms-from-elsewhere.ts';
import { patientApp } from '../index.ts';

const publicUrl = 'http://127.0.0.1:18080';

export interface SignedIn {
  readonly cookie: string;
}

export interface PatientAppForTests {
  readonly region: TestRegion;
  readonly app: FastifyInstance;
  /** The addresses that take a form. */
  readonly formRoutes: readonly string[];
  signIn(person: {
    readonly nhsNumber: string;
    readonly birthDate: string;
    readonly identityProofing?: string;
    readonly authenticatedMinutesAgo?: number;
    readonly seenMinutesAgo?: number;
    readonly endsInMinutes?: number;
  }): Promise<SignedIn>;
  get(address: string, person?: SignedIn): Promise<{ status: number; text: string; headers: Record<string, unknown> }>;
  post(
    address: string,
    person: SignedIn,
    form: Record<string, string>,
  ): Promise<{ status: number; text: string; headers: Record<string, unknown> }>;
  file(organisation: string, patient: Patient, resources: readonly object[]): Promise<readonly Compartment[]>;
  /** Until every entry of the log has its number. */
  settle(): Promise<void>;
}

export const aboutPatient = { reference: 'urn:uuid:00000000-0000-4000-8000-000000000000' };

/** What has an id is there already. */
const requestOf = ({ resourceType, id }: { resourceType: string; id?: string }) =>
  id === undefined
    ? { method: 'POST' as const, url: resourceType }
    : { method: 'PUT' as const, url: `${resourceType}/${id}` };

function aBundle(patient: Patient, resources: readonly object[]): Bundle {
  const entry = [patient, ...resources].map((resource, index) => ({
    fullUrl: `urn:uuid:00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    resource: structuredClone(resource) as never,
    request: requestOf(resource as { resourceType: string; id?: string }),
  }));
  return { resourceType: 'Bundle', type: 'transaction', entry };
}

/** `after` closes what was opened. */
export async function aPatientApp(
  t: { after(callback: () => Promise<void>): void },
  options: { readonly turns?: Turns } = {},
): Promise<PatientAppForTests> {
  const region = await aRegion(t);
  const keysDirectory = await mkdtemp(join(tmpdir(), 'goldthread-keys-'));
  const keys = await openSigningKeys(keysDirectory, 'issuer-client');
  if (!keys.ok) throw new Error(keys.fault.code);
  const issuers = demoIssuers(publicUrl, keys.value);
  const signIn = createSignIn({
    database: region.database,
    clock: region.clock,
    settings: { isDemoRegion: true, publicUrl, staffIssuers: [issuers.staff], patientIssuer: issuers.patient },
    accessTokenKeys: keys.value,
    recordSignIn: async () => ({ ok: true, value: true }),
  });
  // A connection that was opened and never asked anything would be waited for, a minute and more.
  const app = Fastify({ forceCloseConnections: true });
  const formRoutes = formRoutesOf(app);
  const log = createLog({ level: 'error' });
  const { record, directory, clock, audit } = region;
  await app.register(async (scope) =>
    patientApp(scope, {
      ...{ signIn, record, audit, directory, clock, log },
      pages: createPages(),
      streams: createLiveStreams(app, 100),
      ...options,
      config: { isDemo: true },
    }),
  );
  t.after(async () => {
    await app.close();
    await rm(keysDirectory, { recursive: true, force: true });
  });
  const asked = async (options: InjectOptions) => {
    const answer = await app.inject(options);
    return { status: answer.statusCode, text: answer.body, headers: answer.headers as Record<string, unknown> };
  };
  const get: PatientAppForTests['get'] = (address, person) =>
    asked({ method: 'GET', url: address, headers: person === undefined ? {} : { cookie: person.cookie } });
  return {
    region,
    app,
    formRoutes,
    get,
    async signIn(person) {
      const secret = randomBytes(32).toString('base64url');
      const ago = (minutes: number | undefined): Date => new Date(clock.now() - (minutes ?? 0) * 60_000);
      await region.database.sql`insert into sign_in.session ${region.database.sql({
        session_hash: createHash('sha256').update(secret).digest(),
        kind: 'patient',
        issuer: 'https://issuer.example',
        subject: person.nhsNumber,
        person_name: 'A Person',
        nhs_number: person.nhsNumber,
        birth_date: person.birthDate,
        identity_proofing: person.identityProofing ?? 'P9',
        authenticated_at: ago(person.authenticatedMinutesAgo),
        created_at: ago(person.seenMinutesAgo),
        last_seen_at: ago(person.seenMinutesAgo),
        ends_at: ago(-(person.endsInMinutes ?? 600)),
      })}`;
      return { cookie: `goldthread-patient=${secret}` };
    },
    async post(address, person, form) {
      return asked({
        method: 'POST',
        url: address,
        headers: { cookie: person.cookie, 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams(form).toString(),
      });
    },
    async file(organisation, patient, resources) {
      const filed = await region.database.transaction((transaction) =>
        record.contributeBundle(transaction, {
          source: region.source(organisation),
          bundle: aBundle(patient, resources),
          receivedAtMs: clock.now(),
        }),
      );
      if (!filed.ok) throw new Error(JSON.stringify(filed.fault));
      return filed.value.compartments;
    },
    async settle() {
      // A transaction elsewhere on the server holds the numbering back for a moment.
      for (let round = 0; round < 400; round++) {
        const derived = await region.audit.deriveLeaves();
        if (!derived.ok) throw new Error(derived.fault.code);
        const figures = await region.audit.figures();
        if (figures.ok && figures.value.underived === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error('the log did not settle');
    },
  };
}

export function formTokenIn(html: string): string {
  return /name="formToken" value="([^"]+)"/.exec(html)?.[1] ?? '';
}
