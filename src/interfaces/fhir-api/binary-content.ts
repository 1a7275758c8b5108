/**
 * A Binary is read as what it holds, under the media type that it states, unless the client names a format of FHIR (R4 2.35,
 * "Serving Binary Resources using the RESTful API"). Made at the edge: an entry of a Bundle is the resource.
 */
import type { Answer } from './answer.ts';
import type { ApiCall } from './api-call.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';
import { fhirApiFault } from './faults.ts';
import { acceptsType, namesFhirFormat } from './negotiate-format.ts';
import type { ApiRoute } from './route-table.ts';

// Of what R4's required binding takes, what a header can hold.
const mediaType = /^[\w.+-]+\/[\w.+-]+(?:\s*;\s*[\w-]+=(?:[\w.:+-]+|"[\w .:+-]*"))*$/;

// Whoever wrote it may have written a script: a browser that is led here saves it and runs nothing (attack 78).
const harmless = {
  'content-disposition': 'attachment',
  'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
};

/** A part of it, and what `_format` names, is a resource. */
export function wantsContent(
  route: Pick<ApiRoute, 'interaction'>,
  { type, query, header }: Pick<ApiCall, 'type' | 'query' | 'header'>,
): boolean {
  if (route.interaction !== 'read' || type !== 'Binary') return false;
  return !['_format', '_elements', '_summary'].some((name) => query.has(name)) && !namesFhirFormat(header('accept'));
}

/** Of an answer to a read that wants the content; refusals stay what they are. */
export function asContent({ header }: Pick<ApiCall, 'header'>, answer: Answer): Answer {
  if (answer.status !== 200 || answer.body === undefined) return answer;
  const { contentType, data = '' } = JSON.parse(answer.body.toString('utf8')) as { contentType: string; data?: string };
  const type = mediaType.test(contentType) ? contentType : 'application/octet-stream';
  if (!acceptsType(header('accept'), type)) {
    const flaw = { place: 'Accept', rule: 'must take the media type that the Binary states, or a format of FHIR' };
    return faultAnswer(fhirApiFault('FHIR-API-004', [flaw]));
  }
  return {
    ...answer,
    headers: { ...answer.headers, ...harmless, 'content-type': type },
    body: Buffer.from(data, 'base64'),
  };
}
