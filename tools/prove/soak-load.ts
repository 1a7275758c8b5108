/** The mixed load of a soak: people filed, results added and corrected, records read and searched, strangers refused. */
import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bundle, Observation, Resource } from 'fhir/r4.js';
import { bundleOfPeople } from './many-people.ts';

type Headers = Readonly<Record<string, string>>;

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body?: string;
}

const agent = new Agent({ keepAlive: true });

function ask(port: number, asked: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method, path, headers, body } = asked;
    const sent = httpRequest({ host: '127.0.0.1', port, agent, method, path, headers, timeout: 60_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error('no answer in a minute')));
    sent.end(body);
  });
}

export interface SoakTarget {
  readonly port: number;
  readonly system: Headers;
  readonly staff: Headers;
}

/** A breath between two requests of a worker: the proof is about staying the same, not about speed. */
const breathMs = 12;
const firstOrdinal = 5_000;
const json = { 'content-type': 'application/fhir+json', prefer: 'return=minimal' };
/** Old enough writes are no longer read by the load, so that memory of the proof itself stays bounded too. */
const peopleKept = 400;

function result(patientId: string, value: number, id?: string): string {
  return JSON.stringify({
    resourceType: 'Observation',
    ...(id === undefined ? {} : { id }),
    status: id === undefined ? 'preliminary' : 'final',
    subject: { reference: `Patient/${patientId}` },
    code: { coding: [{ system: 'http://snomed.info/sct', code: '364075005' }] },
    effectiveDateTime: '2026-02-03',
    valueQuantity: { value, unit: '/min' },
  } satisfies Observation);
}

export class SoakLoad {
  readonly #target: SoakTarget;
  readonly #acknowledged = new Map<string, string>();
  readonly #failures = new Map<string, number>();
  readonly #people: { readonly patientId: string; readonly observations: string[] }[] = [];
  #requests = 0;
  #nextOrdinal = firstOrdinal;
  #isFinishing = false;

  constructor(target: SoakTarget) {
    this.#target = target;
  }

  async start(): Promise<void> {
    await this.#filePerson();
    await Promise.all([
      this.#repeat(() => this.#filePerson(), 40),
      ...[0, 1].map(() => this.#repeat(() => this.#addAndCorrect(), breathMs)),
      ...[0, 1].map(() => this.#repeat(() => this.#read(), breathMs)),
      this.#repeat(() => this.#readAsGp(), breathMs),
    ]);
  }

  finish(): void {
    this.#isFinishing = true;
  }

  /** The version last acknowledged of each resource, by type and id. */
  acknowledged(): ReadonlyMap<string, string> {
    return this.#acknowledged;
  }

  failures(): ReadonlyMap<string, number> {
    return this.#failures;
  }

  describe(): string {
    return `${this.#requests} requests, ${this.#acknowledged.size} resources written`;
  }

  async #repeat(work: () => Promise<void>, breath: number): Promise<void> {
    while (!this.#isFinishing) {
      await work().catch((error: unknown) => this.#failed(error instanceof Error ? error.message : String(error)));
      await pause(breath);
    }
  }

  #failed(what: string): void {
    this.#failures.set(what, (this.#failures.get(what) ?? 0) + 1);
  }

  async #ask(asked: Asked, expected: readonly number[]): Promise<Answer> {
    this.#requests++;
    const answer = await ask(this.#target.port, asked);
    if (!expected.includes(answer.status)) this.#failed(`${asked.method} answered ${answer.status}`);
    return answer;
  }

  #somebody() {
    return this.#people[Math.floor(Math.random() * this.#people.length)]!;
  }

  #keep(location: string | undefined): string {
    const [, type = '', id = '', version = ''] = /([A-Za-z]+)\/([^/]+)\/_history\/([^/]+)$/.exec(location ?? '') ?? [];
    if (id !== '') this.#acknowledged.set(`${type}/${id}`, version);
    return id;
  }

  async #filePerson(): Promise<void> {
    const body = bundleOfPeople(this.#nextOrdinal++, 1);
    const headers = { ...this.#target.system, 'content-type': 'application/fhir+json' };
    const answer = await this.#ask({ method: 'POST', path: '/fhir', headers, body }, [200]);
    if (answer.status !== 200) return;
    const locations = ((JSON.parse(answer.text) as Bundle).entry ?? []).map((entry) => entry.response?.location ?? '');
    const ids = locations.map((location) => ({ location, id: this.#keep(location) }));
    const patientId = ids.find(({ location }) => location.includes('Patient/'))?.id;
    if (patientId === undefined) return this.#failed('a Bundle was answered without its Patient');
    const observations = ids.filter(({ location }) => location.includes('Observation/')).map(({ id }) => id);
    this.#people.push({ patientId, observations });
    if (this.#people.length > peopleKept) this.#people.shift();
  }

  async #addAndCorrect(): Promise<void> {
    const { patientId } = this.#somebody();
    const headers = { ...this.#target.system, ...json };
    const created = await this.#ask(
      { method: 'POST', path: '/fhir/Observation', headers, body: result(patientId, 61) },
      [201],
    );
    const id = this.#keep(String(created.headers['location'] ?? ''));
    if (id === '') return;
    const updated = await this.#ask(
      {
        method: 'PUT',
        path: `/fhir/Observation/${id}`,
        headers: { ...headers, 'if-match': String(created.headers['etag'] ?? '') },
        body: result(patientId, 62, id),
      },
      [200],
    );
    this.#keep(String(updated.headers['location'] ?? ''));
  }

  async #read(): Promise<void> {
    const { patientId, observations } = this.#somebody();
    const headers = this.#target.system;
    const get = (path: string, expected = [200]) =>
      this.#ask({ method: 'GET', path: `/fhir/${path}`, headers }, expected);
    await get(`Observation/${observations[0]}`);
    await get(`Observation?patient=${patientId}&code=http://snomed.info/sct%7C364075005`);
    await get(`Condition?patient=${patientId}`);
    await get(`Patient/${patientId}/$everything`);
    await get('Observation/00000000000000000000000', [404]);
  }

  async #readAsGp(): Promise<void> {
    const { patientId, observations } = this.#somebody();
    const headers = this.#target.staff;
    await this.#ask({ method: 'GET', path: `/fhir/Observation/${observations[1]}`, headers }, [200]);
    await this.#ask({ method: 'GET', path: `/fhir/Patient/${patientId}/$everything`, headers }, [200]);
  }
}

const readersAtOnce = 6;

/** What was acknowledged and cannot be read in the version that was acknowledged. */
export async function readBack(
  port: number,
  headers: Headers,
  acknowledged: ReadonlyMap<string, string>,
): Promise<string[]> {
  const wrong: string[] = [];
  const left = [...acknowledged];
  const work = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const [address, version] = next;
      const answer = await ask(port, { method: 'GET', path: `/fhir/${address}`, headers });
      const read = answer.status === 200 ? (JSON.parse(answer.text) as Resource).meta?.versionId : undefined;
      if (read !== version) wrong.push(`${address.split('/')[0]} answered ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: readersAtOnce }, work));
  return wrong;
}
