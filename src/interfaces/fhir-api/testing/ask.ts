/** Plain HTTP to the API, for what no client library would send. */
import type { Bundle, OperationOutcome, Resource } from 'fhir/r4.js';
import { aRecord, locations } from './people.ts';
import type { RegionForApi } from './region-for-api.ts';

export interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

export interface Question {
  readonly method?: string;
  /** A text is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Ask = (path: string, question?: Question) => Promise<Asked>;

/** Asks with a token; `undefined` asks without. */
export function asker(region: Pick<RegionForApi, 'base'>, token: string | undefined): Ask {
  return async (path, question = {}) => {
    const { body } = question;
    const response = await fetch(region.base + path, {
      method: question.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }),
        ...question.headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: text === '' || isXml(response) ? undefined : (JSON.parse(text) as unknown),
    };
  };
}

function isXml({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('application/fhir+xml') === true;
}

/** The places and rules that an OperationOutcome names. */
export function issuesOf(asked: Asked): { code: string; place: string; text: string }[] {
  const outcome = asked.json as OperationOutcome;
  if (outcome.resourceType !== 'OperationOutcome')
    throw new Error(`not an OperationOutcome: ${asked.text.slice(0, 200)}`);
  return outcome.issue.map((issue) => ({
    code: issue.code,
    place: issue.expression?.[0] ?? '',
    text: `${issue.diagnostics ?? ''} ${issue.details?.text ?? ''}`,
  }));
}

/** Posts a record and gives the `Type/id` of its entries. */
export async function fileRecord(ask: Ask, options: Parameters<typeof aRecord>[0] = {}): Promise<string[]> {
  const filed = await ask('', { body: aRecord(options) });
  if (filed.status !== 200) throw new Error(filed.text.slice(0, 500));
  return locations(filed.json as Bundle);
}

export function entriesOf<T extends Resource>(asked: Asked, mode = 'match'): T[] {
  if (asked.status !== 200) throw new Error(`${asked.status}: ${asked.text.slice(0, 300)}`);
  return ((asked.json as Bundle).entry ?? [])
    .filter((entry) => entry.search === undefined || entry.search.mode === mode)
    .map((entry) => entry.resource as unknown as T);
}
