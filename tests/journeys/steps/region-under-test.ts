/** The region that the journeys visit: one for the whole run, started by tools/journeys.ts. */
import assert from 'node:assert/strict';
import { sendOverMllp } from '../../../src/interfaces/mllp/index.ts';

export interface RegionUnderTest {
  readonly url: string;
  readonly mllpPort: number;
}

export function regionUnderTest(): RegionUnderTest {
  const url = process.env['GOLDTHREAD_TEST_REGION_URL'];
  const mllpPort = Number(process.env['GOLDTHREAD_TEST_MLLP_PORT']);
  if (url === undefined || !(mllpPort > 0))
    throw new Error('These tests need a region: run them by `npm run journeys`.');
  return { url, mllpPort };
}

export function testChromium(): string {
  const path = process.env['GOLDTHREAD_TEST_CHROMIUM'];
  if (path === undefined) throw new Error('These tests need a browser: run them by `npm run journeys`.');
  return path;
}

/** Sends HL7 v2 messages one after another over a real socket; each must be answered AA. */
export async function sendMessages(region: RegionUnderTest, messages: readonly string[]): Promise<void> {
  const bytes = messages.map((message) => Buffer.from(message, 'utf8'));
  const codes: string[] = [];
  for await (const reply of sendOverMllp({ host: '127.0.0.1', port: region.mllpPort, timeoutMs: 20_000 }, bytes))
    codes.push(reply.ok ? reply.value.code : reply.fault.code);
  assert.deepEqual(
    codes,
    messages.map(() => 'AA'),
  );
}
