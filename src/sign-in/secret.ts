import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, as 43 letters. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function isSecret(text: string | undefined): text is string {
  return text !== undefined && /^[\w-]{43}$/.test(text);
}

/** What is kept of a secret. The secret is random, so that a plain hash is enough. */
export function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The token of a session's forms: made from the session id, so that it ends with it and needs no storage. */
export function formTokenOf(sessionId: string): string {
  return createHmac('sha256', sessionId).update('goldthread form token').digest('base64url');
}

/** Compares in a time that does not depend on where the texts differ. */
export function isSameSecret(one: string, other: string): boolean {
  return timingSafeEqual(hashOf(one), hashOf(other));
}
