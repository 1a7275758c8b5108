/**
 * Apps made with `fhirclient`, the published SMART client, unmodified: its Node form for the patient's app, its browser form
 * for the app that staff open from a record. They say on a page what they got; all else is the library's.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { RegionUnderTest } from './region-under-test.ts';

const require = createRequire(import.meta.url);

interface FhirClient {
  readonly patient: { readonly id: string | null; read(): Promise<{ readonly resourceType: string }> };
  readonly state: { readonly tokenResponse?: { readonly scope?: string; readonly refresh_token?: string } };
  request(path: string): Promise<{ readonly total?: number; readonly entry?: readonly unknown[] }>;
  refresh(): Promise<unknown>;
}

interface Storage {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<unknown>;
  unset(key: string): Promise<boolean>;
}

type Smart = (
  request: IncomingMessage,
  response: ServerResponse,
  storage: Storage,
) => {
  authorize(options: Readonly<Record<string, string>>): Promise<unknown>;
  ready(): Promise<FhirClient>;
};

const smart = require('fhirclient') as Smart;
const browserForm = readFileSync(require.resolve('fhirclient/build/fhir-client.js'));

export interface AppServer {
  readonly origin: string;
  /** What the patient's app got by its last visit. */
  readonly diary: { client: FhirClient | undefined };
  close(): Promise<void>;
}

export const diaryScope = `launch launch/patient openid fhirUser offline_access patient/Patient.rs patient/Condition.rs patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory`;
const chartsScope = 'launch openid online_access patient/Patient.rs patient/AllergyIntolerance.rs';

/** One browser at a time visits: one store will do. */
function newStorage(): Storage {
  const kept = new Map<string, unknown>();
  return {
    get: async (key) => kept.get(key),
    set: async (key, value) => kept.set(key, value),
    unset: async (key) => kept.delete(key),
  };
}

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>${title}</title><main><h1>${title}</h1>${body}</main></html>`;

/** The browser form: what the app may read, what it may not, and a button to look again. */
const chartsPage = page(
  'Growth Charts',
  `<p id="said">Waiting</p><button id="again">Look again</button><script src="/fhir-client.js"></script><script>
   const say = (text) => { document.getElementById('said').textContent = text; };
   const look = async (client) => {
     const seen = [];
     for (const path of ['Patient/' + client.patient.id, 'AllergyIntolerance?patient=' + client.patient.id,
                         'Condition?patient=' + client.patient.id, 'Patient?identifier=' + encodeURIComponent('https://fhir.nhs.uk/Id/nhs-number|9990000093')])
       seen.push(path.split(/[/?]/)[0] + ' ' + await client.request(path).then(
         (got) => got.resourceType === 'Bundle' ? 'found ' + (got.entry || []).length : 'read',
         (error) => 'refused ' + (error.statusCode || error.message)));
     say(seen.join('; '));
   };
   FHIR.oauth2.ready().then((client) => {
     document.getElementById('again').onclick = () => { say('Waiting'); look(client); };
     return look(client);
   }, (error) => say('no: ' + error.message));</script>`,
);

const chartsLaunch = page(
  'Growth Charts opens',
  `<script src="/fhir-client.js"></script><script>FHIR.oauth2.authorize({
     clientId: 'growth-charts', scope: '${chartsScope}', redirectUri: '/charts.html', pkceMode: 'required' });</script>`,
);

async function diaryLooks(client: FhirClient): Promise<string> {
  const id = client.patient.id ?? '';
  const patient = await client.patient.read();
  const results = await client.request(`Observation?patient=${id}&_total=accurate`);
  const other = await client.request(`AllergyIntolerance?patient=${id}`).then(
    () => 'read',
    (error: { readonly statusCode?: number }) => `refused ${error.statusCode}`,
  );
  return `${patient.resourceType} read; ${results.total} laboratory results; allergies ${other}`;
}

export async function openAppServer(region: RegionUnderTest, port: number): Promise<AppServer> {
  const origin = `http://127.0.0.1:${port}`;
  const diary: AppServer['diary'] = { client: undefined };
  let storage = newStorage();

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', origin);
    const html = (text: string): void => {
      response.setHeader('content-type', 'text/html; charset=utf-8').end(text);
    };
    switch (pathname) {
      case '/diary-launch': {
        storage = newStorage();
        const fromRecord = request.url?.includes('launch=') === true;
        await smart(request, response, storage).authorize({
          clientId: 'health-diary',
          scope: diaryScope,
          redirectUri: '/diary',
          pkceMode: 'required',
          ...(fromRecord ? {} : { iss: `${region.url}/fhir` }),
        });
        return;
      }
      case '/diary': {
        const said = await smart(request, response, storage)
          .ready()
          .then(async (client) => {
            diary.client = client;
            return diaryLooks(client);
          })
          .catch((error: unknown) => `no: ${error instanceof Error ? error.message : String(error)}`);
        if (!response.headersSent) html(page('Tarn Health Diary', `<p id="said">${said}</p>`));
        return;
      }
      case '/charts-launch.html':
        return html(chartsLaunch);
      case '/charts.html':
        return html(chartsPage);
      case '/fhir-client.js':
        response.setHeader('content-type', 'text/javascript').end(browserForm);
        return;
      default:
        response.writeHead(404).end();
    }
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    origin,
    diary,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function testAppPort(): number {
  const port = Number(process.env['GOLDTHREAD_TEST_APP_PORT']);
  if (!(port > 0)) throw new Error('These tests need a port for their app: run them by `npm run journeys`.');
  return port;
}
