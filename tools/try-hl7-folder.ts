/**
 * Sends every message of a folder over a real MLLP socket to a region in this process: as they are, the same again, and
 * with control ids made distinct. Prints what became of each trigger, and fails where anything was lost.
 *
 *   node tools/try-hl7-folder.ts FOLDER [--all-reasons]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMessage } from '#hl7v2/parse-message.ts';
import { databaseForTests } from '#platform';
import { regionForTests } from '../src/intake/testing/region-for-tests.ts';
import { createMllpListener, fileMessages, sendOverMllp } from '../src/interfaces/mllp/index.ts';

const folder = process.argv[2];
if (folder === undefined) {
  console.error('usage: node tools/try-hl7-folder.ts FOLDER');
  process.exit(2);
}

const messages = readdirSync(folder)
  .sort()
  .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));

/** MSH-10 replaced by a number, the rest untouched. */
function withControlId(bytes: Buffer, id: string): Buffer {
  const text = bytes.toString('latin1');
  const start = text.indexOf('MSH');
  const lineEnd = text.slice(start).search(/[\r\n]/);
  const end = lineEnd === -1 ? text.length : start + lineEnd;
  const fields = text.slice(start, end).split(text.charAt(start + 3));
  fields[9] = id;
  return Buffer.from(text.slice(0, start) + fields.join(text.charAt(start + 3)) + text.slice(end), 'latin1');
}

const ends: (() => Promise<void>)[] = [];
const database = await databaseForTests({ after: (end) => ends.push(end) });
const region = await regionForTests(database, { isDemo: true });
const listening = await createMllpListener({ host: '127.0.0.1', port: 0, ...fileMessages(region) });
if (!listening.ok) throw new Error(listening.fault.message);
const { port } = listening.value;

async function sendAll(batch: readonly Buffer[]): Promise<{ codes: Map<string, number>; seconds: number }> {
  const codes = new Map<string, number>();
  const startMs = performance.now();
  for await (const reply of sendOverMllp({ host: '127.0.0.1', port, timeoutMs: 20_000 }, batch)) {
    const code = reply.ok ? reply.value.code : reply.fault.code;
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  return { codes, seconds: (performance.now() - startMs) / 1000 };
}

async function resourceCount(): Promise<number> {
  const rows = await database.owner<{ count: number }[]>`select count(*)::int as count from store.resource`;
  return rows[0]?.count ?? 0;
}

async function round(title: string, batch: readonly Buffer[]): Promise<boolean> {
  const before = await region.intake.figures();
  const { codes, seconds } = await sendAll(batch);
  const after = await region.intake.figures();
  const told = [...codes].map(([code, count]) => `${code} ${count}`).join(', ');
  const answered = [...codes.values()].reduce((sum, count) => sum + count, 0);
  const kept = after.filed + after.quarantined + after.unsupported + after.discarded + after.pending;
  console.log(`${title}: ${batch.length} sent, ${answered} answered (${told}) in ${seconds.toFixed(2)} s`);
  console.log(
    `  in the inbox ${after.received} (+${after.received - before.received}) = filed ${after.filed} + quarantined ${after.quarantined} + unsupported ${after.unsupported} + pending ${after.pending}; resources ${await resourceCount()}`,
  );
  return (
    answered === batch.length &&
    kept === after.received &&
    after.pending === 0 &&
    (codes.get('AA') ?? 0) + (codes.get('AE') ?? 0) === batch.length
  );
}

interface Outcome {
  trigger: string;
  filed: number;
  unsupported: number;
  quarantined: number;
  reasons: Map<string, number>;
}

async function table(since: number): Promise<readonly Outcome[]> {
  const rows = await database.owner<
    { trigger: string; state: string; reason_code: string | null; reason_flaws: string | null }[]
  >`
    select trigger, state, reason_code, reason_flaws from intake.message where number > ${since} order by trigger`;
  const byTrigger = new Map<string, Outcome>();
  for (const row of rows) {
    const key = row.trigger === '' ? '(not read)' : row.trigger;
    const outcome = byTrigger.get(key) ?? {
      trigger: key,
      filed: 0,
      unsupported: 0,
      quarantined: 0,
      reasons: new Map(),
    };
    byTrigger.set(key, outcome);
    if (row.state === 'filed' || row.state === 'unsupported' || row.state === 'quarantined') outcome[row.state] += 1;
    if (row.state === 'quarantined') {
      const flaws = (JSON.parse(row.reason_flaws ?? '[]') as { place: string; rule: string }[]).map(
        (flaw) => `${flaw.place} ${flaw.rule}`,
      );
      const reason = `${row.reason_code}${flaws.length === 0 ? '' : `: ${flaws.join('; ')}`}`;
      outcome.reasons.set(reason, (outcome.reasons.get(reason) ?? 0) + 1);
    }
  }
  return [...byTrigger.values()];
}

const asTheyAre = messages.map((message) => message.bytes);
const firstIsWhole = await round('as they are', asTheyAre);
const resources = await resourceCount();
const secondIsWhole = await round('the same again', asTheyAre);
const filedTwice = (await resourceCount()) - resources;
console.log(`  filed twice: ${filedTwice}`);
const since = region.deps.nextNumber();
const distinct = messages.map((message, index) => withControlId(message.bytes, `TRY${index}`));
const thirdIsWhole = await round('with distinct control ids', distinct);

console.log('\ntrigger      filed  unsupported  quarantined');
const totals = { filed: 0, unsupported: 0, quarantined: 0 };
for (const { trigger, filed, unsupported, quarantined, reasons } of await table(since)) {
  totals.filed += filed;
  totals.unsupported += unsupported;
  totals.quarantined += quarantined;
  console.log(
    `${trigger.padEnd(12)} ${String(filed).padStart(5)} ${String(unsupported).padStart(12)} ${String(quarantined).padStart(12)}`,
  );
  for (const [reason, count] of reasons) console.log(`             ${count} x ${reason}`);
}
console.log(
  `${'all'.padEnd(12)} ${String(totals.filed).padStart(5)} ${String(totals.unsupported).padStart(12)} ${String(totals.quarantined).padStart(12)}`,
);

/** What was filed is valid FHIR, message by message. */
const bodies = await database.owner<{ body: string }[]>`select body from store.resource`;
const flawCounts = new Map<string, number>();
for (const { body } of bodies)
  for (const flaw of region.validate(JSON.parse(body)))
    flawCounts.set(`${flaw.place} ${flaw.rule}`, (flawCounts.get(`${flaw.place} ${flaw.rule}`) ?? 0) + 1);
console.log(
  `\n${bodies.length} resources, ${[...flawCounts.values()].reduce((sum, count) => sum + count, 0)} breaches of R4`,
);
for (const [flaw, count] of flawCounts) console.log(`  ${count} x ${flaw}`);
const unread = messages.filter((message) => !parseMessage(message.bytes).ok).map((message) => message.name);
if (unread.length > 0) console.log(`not readable as HL7 v2: ${unread.join(', ')}`);

await listening.value.close();
await region.directory.close();
for (const end of ends) await end();
if (!firstIsWhole || !secondIsWhole || !thirdIsWhole || filedTwice !== 0) process.exitCode = 1;
