/** XML at the edge: everything inside is JSON. A body becomes JSON before it is looked at, an answer XML when it leaves. */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FhirXml } from '#fhir/xml/fhir-xml.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { runInTurns } from '#platform';
import { type Answer, fhirJson } from './answer.ts';
import { fhirApiFault } from './faults.ts';
import { type Format, formatOfBody, negotiateFormat } from './negotiate-format.ts';
import { formType } from './read-body.ts';

const fhirXml = 'application/fhir+xml; charset=utf-8';

export function queryOf(request: Pick<FastifyRequest, 'url'>): URLSearchParams {
  const at = request.url.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : request.url.slice(at + 1));
}

/** `_format` of the address, or of a form that was posted. */
function askedFormat(request: FastifyRequest): string | null {
  const inAddress = queryOf(request).get('_format');
  const { body } = request;
  if (inAddress !== null || !Buffer.isBuffer(body) || !formType.test(request.headers['content-type'] ?? ''))
    return inAddress;
  return new URLSearchParams(body.toString('utf8')).get('_format');
}

/** Undefined where the client takes nothing that can be given. */
export function formatOfAnswer(request: FastifyRequest): Format | undefined {
  const sent = formatOfBody(request.headers['content-type']);
  return negotiateFormat({
    accept: request.headers.accept,
    format: askedFormat(request),
    ...(sent === undefined ? {} : { sent }),
  });
}

/** The body as JSON: what came as XML is turned into it. Fault FHIR-API-019. */
export async function jsonBody(xml: FhirXml, request: FastifyRequest): Promise<Outcome<Buffer | undefined>> {
  const { body } = request;
  if (!Buffer.isBuffer(body) || body.length === 0) return ok(undefined);
  if (formatOfBody(request.headers['content-type']) !== 'xml') return ok(body);
  const read = await runInTurns(xml.readInSlices(body));
  return read.ok ? ok(read.json) : failed(fhirApiFault('FHIR-API-019', read.flaws));
}

export type SendAnswer = (reply: FastifyReply, answer: Answer) => FastifyReply;

/** Sends what is FHIR in the format that was asked for; NDJSON, manifests and the like go as they are. */
export function createSendAnswer(xml: FhirXml): SendAnswer {
  return (reply, answer) => {
    const headers: Record<string, string> = { 'cache-control': 'no-store', ...answer.headers };
    let { body } = answer;
    if (body !== undefined && headers['content-type'] === fhirJson && formatOfAnswer(reply.request) === 'xml') {
      body = xml.write(body);
      headers['content-type'] = fhirXml;
    }
    reply.code(answer.status).headers(headers);
    if (answer.stream !== undefined) return reply.send(Readable.from(answer.stream, { objectMode: false }));
    return body === undefined ? reply.send() : reply.send(body);
  };
}
