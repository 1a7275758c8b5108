/** The token with which a websocket is bound to a subscription: for its owner, for half a minute, once. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '#kernel/clock.ts';
import type { SigningKeys } from '#sign-in';

export interface BindingTokens {
  give(subscription: { readonly id: string; readonly owner: string }): {
    readonly token: string;
    readonly expiresMs: number;
  };
  /** Undefined when it is not ours, too old, or used. */
  take(token: string): { readonly id: string; readonly owner: string } | undefined;
}

const lifeMs = 30_000;

export function createBindingTokens(keys: SigningKeys, clock: Clock): BindingTokens {
  const secret = `subscription binding ${keys.newest.privateJwk.d ?? ''}`;
  const sign = (text: string): Buffer => createHmac('sha256', secret).update(text).digest();
  const used = new Map<string, number>();
  return {
    give({ id, owner }) {
      const expiresMs = clock.now() + lifeMs;
      const text = Buffer.from(
        JSON.stringify({ id, owner, expiresMs, once: randomBytes(12).toString('base64url') }),
      ).toString('base64url');
      return { token: `${text}.${sign(text).toString('base64url')}`, expiresMs };
    },
    take(token) {
      const [text = '', signature = ''] = token.split('.');
      const given = Buffer.from(signature, 'base64url');
      const right = sign(text);
      if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
      const { id, owner, expiresMs } = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as {
        id: string;
        owner: string;
        expiresMs: number;
      };
      const nowMs = clock.now();
      for (const [old, untilMs] of used) if (untilMs <= nowMs) used.delete(old);
      if (expiresMs <= nowMs || used.has(text)) return undefined;
      used.set(text, expiresMs);
      return { id, owner };
    },
  };
}
