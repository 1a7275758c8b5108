// What anybody can send without a proof fills no log (OWASP ASVS 5, 16.3.2 wants it logged): sixty a minute, then counted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ok } from '#kernel/outcome.ts';
import { createRefusalLog } from './refusal-log.ts';
import type { SignInEvent } from './sign-in-event.ts';

test('of a flood of refusals sixty a minute are written, and the next says how many were not', async () => {
  const written: SignInEvent[] = [];
  const logRefusal = createRefusalLog(async (event) => ok(written.push(event)));
  const refuseAt = (atMs: number) => logRefusal({ kind: 'logout-refused', faultCode: 'SIGN-IN-028', atMs });
  for (let sent = 0; sent < 200; sent++) await refuseAt(100_000 + sent);
  assert.equal(written.length, 60);
  await refuseAt(161_000);
  assert.equal(written.at(-1)?.repeated, 140);
  await refuseAt(161_001);
  assert.equal(written.at(-1)?.repeated, undefined);
});
