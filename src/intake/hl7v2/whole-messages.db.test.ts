/**
 * Ten messages, each held whole: sent through the inbox to a real PostgreSQL, every resource that came of it and every
 * element of each compared with what was written by hand from HL7 v2.8 (chapters 2A, 3, 7, 9, 10), R4, and
 * docs/intake/hl7v2-fields.md. One resource or one element too many or too few is a difference.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { parseMessage } from '#hl7v2/parse-message.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { source } from '../testing/filed.ts';
import { type RegionForTests, regionOnItsOwn } from '../testing/region-for-tests.ts';
import { recordPicture } from '../testing/whole-messages/record-picture.ts';
import {
  bytesOf,
  filledFields,
  rowOf,
  type WholeMessage,
  withoutFields,
} from '../testing/whole-messages/whole-message.ts';
import { wholeMessages } from '../testing/whole-messages/whole-messages.ts';
import { mapMessage } from './map-message.ts';

let region: RegionForTests;
let database: RegionForTests['database'];
const file = forWholeFile();

before(async () => {
  region = await regionOnItsOwn(file);
  ({ database } = region);
});

/** Each lives in a world of its own: the numbers of its people are no other message's. */
async function pictureOf({ lines, after = [] }: Pick<WholeMessage, 'lines' | 'after'>) {
  for (const earlier of after) assert.deepEqual(await region.intake.receiveHl7(bytesOf(earlier)), { code: 'AA' });
  const since = region.deps.nextNumber();
  assert.deepEqual(await region.intake.receiveHl7(bytesOf(lines)), { code: 'AA' });
  return recordPicture(database, since);
}

/** All that a message would change, without a database. */
function said(bytes: Uint8Array): string {
  const parsed = parseMessage(bytes);
  if (!parsed.ok) return parsed.fault.code;
  const mapped = mapMessage({ message: parsed.value, source, receivedAtMs: 0 });
  if (!mapped.ok) return JSON.stringify(mapped.fault);
  const { contributions, occurredAt, recordedAt } = mapped.value;
  const all = contributions.map(({ patient, changes, ...rest }) => ({
    ...rest,
    patient: patient(undefined),
    changes: changes.map(({ key, change }) => [key, change(undefined, false)]),
  }));
  return JSON.stringify([all, occurredAt, recordedAt]);
}

const isElsewhere = (where: string): boolean => /^(not filed|inbox)/.test(where);

describe('a whole message', () => {
  for (const message of wholeMessages) {
    it(`${message.name}: every resource and every element`, async () => {
      const { filed, numbers } = await pictureOf(message);
      assert.deepStrictEqual(Object.keys(filed).sort(), Object.keys(message.filed).sort());
      assert.deepStrictEqual(filed, message.filed);
      assert.deepStrictEqual(numbers, message.numbers);
    });
    it(`${message.name}: every field went where its row says`, () => {
      const whole = said(bytesOf(message.lines));
      const byRow = Map.groupBy(filledFields(message.lines), (field) => rowOf(message, field));
      const without = byRow.get(undefined)?.map(({ place }) => place) ?? [];
      assert.deepStrictEqual(without, [], 'fields without a row');
      const used = new Map(
        [...byRow].map(([row = '', fields]) => [row, said(withoutFields(message.lines, fields)) !== whole]),
      );
      const rows = Object.keys(message.fields);
      assert.deepStrictEqual(
        rows.filter((row) => !used.has(row)),
        [],
        'rows without a field',
      );
      const wrong = [...used].filter(
        ([row, tells]) => !message.fields[row]!.startsWith('inbox') && tells === isElsewhere(message.fields[row]!),
      );
      assert.deepStrictEqual(
        wrong.map(([row, tells]) => `${row} ${tells ? 'tells something' : 'tells nothing'}: ${message.fields[row]}`),
        [],
      );
      for (const place of Object.values(message.fields).filter((where) => !isElsewhere(where)))
        for (const path of place.split(', ')) assert.ok(isIn(message, path), `${path} is in what is filed`);
    });
  }
});

/** Whether `Patient.name` stands in a Patient of the message. */
function isIn(message: WholeMessage, path: string): boolean {
  const [type = '', ...elements] = path.split('.');
  const found = Object.entries(message.filed).filter(([name]) => name.replace(/ \d+$/, '') === type);
  if (type === 'numbers') return true;
  return found.some(([, resource]) => {
    let values: unknown[] = [resource];
    for (const element of elements)
      values = values.flatMap((value) => (value as Record<string, unknown> | undefined)?.[element] ?? []).flat();
    return values.length > 0;
  });
}

describe('the documented list of what is not filed', () => {
  const document = readFileSync(join(import.meta.dirname, '../../../docs/intake/hl7v2-fields.md'), 'utf8');
  const listed = new Set(document.match(/`[A-Z][A-Z0-9]{2}(?:-\d+)?`/g)?.map((name) => name.slice(1, -1)));
  it('names every field that a message fills and the record does not take', () => {
    const wanted = wholeMessages.flatMap(({ fields }) =>
      Object.entries(fields).flatMap(([field, where]) =>
        where.startsWith('not filed') ? [field.replace(/\[\d+\]/, '')] : [],
      ),
    );
    assert.ok(wanted.length > 50);
    assert.deepStrictEqual([...new Set(wanted)].filter((field) => !listed.has(field)).sort(), []);
  });
});

describe('the comparison', () => {
  const [message] = wholeMessages as readonly [WholeMessage];
  const refused = (change: (filed: Record<string, unknown>) => void) => {
    const expected = structuredClone(message.filed) as Record<string, unknown>;
    change(expected);
    const { filed } = lastPicture ?? assert.fail();
    assert.notDeepStrictEqual(filed, expected);
  };
  let lastPicture: Awaited<ReturnType<typeof recordPicture>> | undefined;
  before(async () => {
    // The same person again, under a number of their own.
    const lines = message.lines.map((line) => line.replaceAll('WM01', 'WM99'));
    lastPicture = await pictureOf({ lines });
    const text = JSON.stringify(lastPicture).replaceAll('WM99', 'WM01');
    lastPicture = JSON.parse(text) as typeof lastPicture;
    assert.deepStrictEqual(lastPicture.filed, message.filed);
  });
  it('sees a resource too few, and one too many', () => {
    refused((filed) => delete filed['Encounter']);
    refused((filed) => Object.assign(filed, { 'Observation 9': filed['Encounter'] }));
  });
  it('sees an element too few, one too many, and one that is another', () => {
    refused((filed) => delete (filed['Patient'] as Record<string, unknown>)['gender']);
    refused((filed) => Object.assign(filed['Patient'] as object, { photo: [] }));
    refused((filed) => Object.assign(filed['Patient'] as object, { gender: 'other' }));
  });
  it('sees a link to another resource', () =>
    refused((filed) => Object.assign(filed['Encounter'] as object, { subject: { reference: 'Patient 2' } })));
  it('needs a row for each field, finds a row that no field needs, and knows what a field tells', () => {
    const fields = filledFields(['MSH|^~\\&|TIE|ZX41', 'PID|1||4100001|||  |']);
    assert.deepStrictEqual(
      fields.map(({ place }) => place),
      ['MSH-3', 'MSH-4', 'PID-1', 'PID-3'],
    );
    assert.equal(rowOf({ ...message, fields: { 'PID-3': 'Patient.identifier' } }, fields[2]!), undefined);
    assert.equal(rowOf({ ...message, fields: { PID: 'not filed' } }, fields[2]!), 'PID');
  });
});
