/** The demo's ways in: real sockets, real tokens, the same intakes as anybody's. */
import type { Bundle } from 'fhir/r4.js';
import type { DemoIntakes, DemoRegion } from '#demo';
import type { OdsCode } from '#kernel/ods-code.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { regionFault } from './faults.ts';
import { sendOverMllp } from './interfaces/mllp/index.ts';
import type { Region } from './region.ts';

/** The client that the contract promises: it writes for a demo organisation of its own. */
export const demoSystemClient = {
  clientId: 'demo-system',
  organisation: 'ZX99' as OdsCode,
  organisationName: 'Demo systems',
  source: 'demo-system',
} as const;

const writeScopes = ['system/*.cruds'];

/** Registers the demo's back-end clients: one for each FHIR feed, and `demo-system`. Keys are the region's own. */
export async function registerDemoClients(region: Region, demo: DemoRegion): Promise<Outcome<true>> {
  const { directory, signIn, privacy } = region;
  const jwks = { keys: [region.signInClientKeys.newest.publicJwk] };
  const { organisation, organisationName: name, source } = demoSystemClient;
  await directory.registerOrganisation({ code: organisation, name, kind: 'other' });
  await directory.registerSource({ code: source, organisation, name, feed: 'fhir', delivery: 'live' });
  await privacy.agreeToShare(organisation, 'TREAT', 0);
  const clients = [
    { ...demoSystemClient },
    ...demo.organisations.flatMap((one) =>
      one.sources.flatMap(({ id, client }) =>
        client === undefined
          ? []
          : [{ clientId: client, organisation: one.code as OdsCode, organisationName: one.name, source: id }],
      ),
    ),
  ];
  for (const client of clients) {
    const registered = await signIn.registerClient({ ...client, jwks, scopes: writeScopes, isDemo: true });
    if (!registered.ok) return registered;
  }
  return registerDemoApps(region);
}

/** Where an app that is being tried out runs: one port of the developer's own machine, with and without its page. */
const demoAppOrigin = 'http://127.0.0.1:9000';

/** Two apps to try SMART App Launch with: one for patients and one for staff. Nothing answers at their address by itself. */
async function registerDemoApps(region: Region): Promise<Outcome<true>> {
  const both = {
    publisher: 'the person who tries this demo region',
    kind: 'public',
    redirectUris: [`${demoAppOrigin}/`, `${demoAppOrigin}/index.html`, `${demoAppOrigin}/callback`],
    launchUrl: `${demoAppOrigin}/launch.html`,
    origins: [demoAppOrigin],
    isDemo: true,
  } as const;
  const patient = await region.signIn.apps.register({
    ...both,
    clientId: 'demo-patient-app',
    name: 'Demo health diary',
    audience: 'patient',
    scopes: ['openid', 'fhirUser', 'launch', 'launch/patient', 'offline_access', 'online_access', 'patient/*.rs'],
  });
  if (!patient.ok) return patient;
  return region.signIn.apps.register({
    ...both,
    clientId: 'demo-staff-app',
    name: 'Demo growth charts',
    audience: 'staff',
    scopes: ['openid', 'launch', 'launch/patient', 'online_access', 'patient/*.rs', 'user/*.rs'],
  });
}

export function demoIntakes(region: Region, mllpPort: number): DemoIntakes {
  const tokens = new Map<string, { token: string; untilMs: number }>();
  const tokenFor = async (client: string): Promise<string> => {
    const known = tokens.get(client);
    if (known !== undefined && known.untilMs > Date.now()) return known.token;
    const token = await region.signIn.issueAccessToken({ clientId: client, scopes: writeScopes });
    tokens.set(client, { token, untilMs: Date.now() + 240_000 });
    return token;
  };
  return {
    async *sendHl7(messages) {
      const host = region.config.mllpHost;
      for await (const reply of sendOverMllp({ host, port: mllpPort, timeoutMs: 30_000, attempts: 5 }, messages))
        yield { isAccepted: reply.ok && reply.value.code === 'AA' };
    },
    async postBundle(client: string, bundle: Bundle) {
      const response = await fetch(`${region.publicUrl}/fhir`, {
        method: 'POST',
        headers: {
          'content-type': 'application/fhir+json',
          authorization: `Bearer ${await tokenFor(client)}`,
          prefer: 'return=minimal',
        },
        body: JSON.stringify(bundle),
      });
      const text = await response.text();
      return response.ok
        ? ok(undefined)
        : failed(regionFault('DEMO-001', [{ place: `status ${response.status}`, rule: text.slice(0, 500) }]));
    },
    async sendCsv(source, fileName, text) {
      const filed = await region.intake.fileCsv({ source, fileName, text });
      return filed.ok ? ok({ refused: filed.value.refused.length }) : filed;
    },
  };
}
