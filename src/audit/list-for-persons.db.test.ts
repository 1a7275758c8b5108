/** "Who has looked" (issue's item 10, safety decision on the log): complete, newest first, one's own lines only. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Outcome } from '#kernel/outcome.ts';
import { createLog, databaseForTests } from '#platform';
import { createAudit } from './create-audit.ts';
import { aPerson, aRequest, aSealedValue } from './testing/a-sealed-value.ts';
import { settled } from './testing/settled.ts';

const folders = [join(import.meta.dirname, 'migrations')];
const log = createLog({ level: 'silent' });
const clock = { now: () => Date.UTC(2026, 10, 22, 10) };
const database = await databaseForTests({ after: (callback) => after(callback) }, { folders });
const audit = createAudit({ database, clock, log });

function succeeded<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.fault.code);
  return outcome.value;
}

async function disclose(persons: readonly number[]): Promise<void> {
  const request = aRequest();
  succeeded(
    await audit.recordDisclosure(request, [aSealedValue(request, 'x', { kind: 'persons', persons, itemCount: 4 })]),
  );
}

test('a look stands on the person’s log at once, with who, role, organisation, purpose, relationship and basis', async () => {
  const request = aRequest();
  succeeded(
    await audit.recordDisclosure(request, [aSealedValue(request, 'x', { persons: [100], itemCount: 3 })], {
      detail: { part: 'journal' },
    }),
  );
  const page = succeeded(await audit.listForPersons([aPerson(100)], { limit: 10 }));
  const { leafIndex, personSequence, entry, ...line } = page.lines[0]!;
  assert.equal(page.lines.length, 1);
  assert.ok(entry >= 1);
  assert.equal(leafIndex === undefined, personSequence === undefined);
  assert.deepEqual(line, {
    atMs: request.atMs,
    requestId: request.requestId,
    kind: 'disclosure',
    person: 100,
    caller: { kind: 'staff', identifier: '555000000001', issuer: 'https://identity.example', name: 'Dr Amara Fenwick' },
    role: { code: 'R0260', name: 'General medical practitioner' },
    organisation: { code: 'ZXA01', name: 'Larkfield Surgery' },
    purpose: 'TREAT',
    route: 'GET /fhir/:type/:id',
    outcome: 'disclosed',
    items: 3,
    types: [3, 4],
    decidedBy: ['D23'],
    relationship: 'registered-gp',
    lawfulBasis: ['s251B HSCA 2012', 'UK GDPR 6(1)(e)', 'UK GDPR 9(2)(h)'],
    detail: { part: 'journal' },
  });
});

test('pages follow each other without a gap or a repeat, over several persons, newest first', async () => {
  for (let count = 0; count < 12; count++) await disclose(count % 3 === 0 ? [200, 201] : [200 + (count % 2)]);
  await settled(audit);
  const seen: string[] = [];
  let beforeLeaf: number | undefined;
  do {
    const asked = { limit: 5, ...(beforeLeaf === undefined ? {} : { beforeLeaf }) };
    const page = succeeded(await audit.listForPersons([aPerson(200), aPerson(201)], asked));
    assert.equal(page.total, 16);
    for (const line of page.lines) seen.push(`${line.person} ${line.personSequence}`);
    beforeLeaf = page.nextBeforeLeaf;
  } while (beforeLeaf !== undefined);
  const numbers = (person: number) =>
    seen.filter((text) => text.startsWith(`${person} `)).map((text) => Number(text.split(' ')[1]));
  assert.equal(seen.length, 16);
  for (const person of [200, 201]) {
    const count = numbers(person).length;
    assert.deepEqual(
      numbers(person),
      Array.from({ length: count }, (_, index) => count - index),
    );
  }
});

test('while another transaction holds the leaves up, a look is listed without its number, and counted', async () => {
  await disclose([300]);
  await settled(audit);
  await database.owner.begin(async (owner) => {
    await owner`SELECT pg_current_xact_id()`;
    await disclose([300]);
    await disclose([301]);
    const page = succeeded(await audit.listForPersons([aPerson(300)], { limit: 10 }));
    assert.deepEqual([page.total, page.lines.map((line) => line.personSequence)], [2, [undefined, 1]]);
    assert.equal(succeeded(await audit.figures()).underived, 2);
  });
  await settled(audit);
  const page = succeeded(await audit.listForPersons([aPerson(300)], { limit: 10 }));
  assert.deepEqual([page.total, page.lines.map((line) => line.personSequence)], [2, [2, 1]]);
});

test('a refusal stands on the log of whom it was about; kinds can be chosen', async () => {
  succeeded(
    await audit.recordRefusal(aRequest(), { persons: [aPerson(400)], decidedBy: ['D5'], reason: 'no relationship' }),
  );
  succeeded(await audit.recordEvent(aRequest(), { kind: 'write', outcome: 'done', persons: [aPerson(400)] }));
  await disclose([400]);
  const kindsOf = async (kinds?: readonly ('refusal' | 'disclosure')[]) => {
    const page = succeeded(await audit.listForPersons([aPerson(400)], { limit: 10, ...(kinds && { kinds }) }));
    assert.equal(page.total, page.lines.length);
    return page.lines.map((line) => `${line.kind} ${line.outcome}`);
  };
  assert.deepEqual(await kindsOf(), ['disclosure disclosed', 'write done', 'refusal refused']);
  assert.deepEqual(await kindsOf(['refusal']), ['refusal refused']);
  await settled(audit);
  assert.deepEqual(await kindsOf(['refusal', 'disclosure']), ['disclosure disclosed', 'refusal refused']);
});
