/**
 * A body is taken in by one thread, which answers nobody else while it reads it. Whoever files sends the largest Bundle that is
 * promised; people and their apps file nothing, and a form is a search. Measured before these limits: one form of 14 MB, by any
 * patient's token, held a region for 8 seconds, one resource of 10 MB to be validated for 11 (decision 96).
 */
import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '#disclosure';

interface BodyLimit {
  readonly bytesMax: number;
  readonly rule: string;
}

const ofForms: BodyLimit = { bytesMax: 256 * 1024, rule: 'must be at most 256 kB where it is a form' };
const ofPeople: BodyLimit = { bytesMax: 1024 * 1024, rule: 'must be at most 1 MB of staff, patients and their apps' };
const ofServices: BodyLimit = { bytesMax: 16 * 1024 * 1024, rule: 'must be at most 16 MB' };

export const formType = /^application\/x-www-form-urlencoded(?:\s*;.*)?$/i;

function limitOf(contentType: string | undefined, kind: Caller['kind'] | undefined): BodyLimit {
  if (formType.test(contentType ?? '')) return ofForms;
  return kind === 'system' ? ofServices : ofPeople;
}

export class BodyTooLarge extends Error {
  readonly statusCode = 413;
  readonly rule: string;
  constructor(rule: string) {
    super('body too large');
    this.rule = rule;
  }
}

/** Throws `BodyTooLarge` as soon as it is known: what is still to come is not read, and the connection ends with the answer. */
export async function readBody(
  { headers }: Pick<FastifyRequest, 'headers'>,
  payload: Readable,
  kind: Caller['kind'] | undefined,
): Promise<Buffer> {
  const { bytesMax, rule } = limitOf(headers['content-type'], kind);
  if (Number(headers['content-length']) > bytesMax) throw new BodyTooLarge(rule);
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    // Whoever sends in pieces names no length.
    const take = (piece: Buffer): void => {
      bytes += piece.length;
      pieces.push(piece);
      if (bytes <= bytesMax) return;
      payload.off('data', take);
      pieces.length = 0;
      reject(new BodyTooLarge(rule));
    };
    payload.on('data', take);
    payload.once('end', () => resolve(Buffer.concat(pieces, bytes)));
    payload.once('error', (error: Error) => reject(Object.assign(error, { statusCode: 400 })));
  });
}
