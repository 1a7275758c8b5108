/** An answer of the API before it is sent: bodies are bytes, most of them as the store gave them. */
import { allOk } from '#fhir/operation-outcome.ts';
import type { Resource } from '#fhir/resource-types.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** In place of a body: bytes that are read while they are sent. A failure cuts the connection, so that it is seen. */
  readonly stream?: AsyncIterable<Uint8Array>;
  /** The body says what became of the request, and is nothing that was asked for. */
  readonly isOutcome?: true;
}

export const fhirJson = 'application/fhir+json; charset=utf-8';

export function bytesAnswer(status: number, body: Buffer, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': fhirJson, ...headers }, body };
}

export function jsonAnswer(
  status: number,
  resource: Resource | { readonly resourceType: string },
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return bytesAnswer(status, Buffer.from(JSON.stringify(resource)), headers);
}

/** What became of a request, in words. */
export function outcomeAnswer(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { ...jsonAnswer(status, allOk(text), headers), isOutcome: true };
}

export function emptyAnswer(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers };
}
