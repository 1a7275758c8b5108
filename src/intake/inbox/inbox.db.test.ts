/** Safety 4.2, I1 to I7 and I11: kept before it is read, filed once, answered honestly. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { createIntake } from '../index.ts';
import { message, patientLine, visitLine } from '../testing/messages.ts';
import { admitted, ofType, recordOf, somebody } from '../testing/record-of.ts';
import { type RegionForTests, regionOnItsOwn } from '../testing/region-for-tests.ts';
import { createQuarantine } from './quarantine.ts';
import { createMessageReceiver } from './receive-message.ts';

let region: RegionForTests;
let database: RegionForTests['database'];
const file = forWholeFile();

before(async () => {
  region = await regionOnItsOwn(file);
  ({ database } = region);
});

describe('the inbox', () => {
  it('files a message with its Provenance and answers AA; the same again is answered AA and files nothing', async () => {
    const person = somebody();
    const bytes = admitted(person, 'IN1');
    assert.deepEqual(await region.intake.receiveHl7(bytes), { code: 'AA' });
    const first = await recordOf(database, person);
    assert.deepEqual(first.map((row) => row.type).sort(), ['Encounter', 'Patient', 'Provenance']);
    const provenance = ofType(first, 'Provenance')[0]!.body as {
      entity: { what: { identifier: { value: string } } }[];
      occurredDateTime: string;
    };
    assert.equal(provenance.entity[0]?.what.identifier.value, 'TIE|ZX41|IN1');
    assert.equal(provenance.occurredDateTime, '2026-05-01T09:30:00+01:00');
    for (let again = 0; again < 3; again++) assert.deepEqual(await region.intake.receiveHl7(bytes), { code: 'AA' });
    assert.deepEqual(await recordOf(database, person), first);
  });
  it('the same message at once over many connections is filed once', async () => {
    const person = somebody();
    const bytes = admitted(person, 'IN2');
    const receipts = await Promise.all(Array.from({ length: 8 }, () => region.intake.receiveHl7(bytes)));
    assert.ok(receipts.every((receipt) => receipt.code === 'AA'));
    assert.equal((await recordOf(database, person)).length, 3);
  });
  it('the same control id with other content is kept in quarantine, also when both come at once', async () => {
    const [one, other] = [somebody(), somebody()];
    const receipts = await Promise.all([
      region.intake.receiveHl7(admitted(one, 'IN3')),
      region.intake.receiveHl7(admitted(other, 'IN3')),
    ]);
    assert.deepEqual(receipts.map((receipt) => receipt.code).sort(), ['AA', 'AE']);
    const aside = (await region.intake.quarantine.list()).filter((kept) => kept.controlId === 'IN3');
    assert.deepEqual(
      aside.map((kept) => [kept.state, kept.reason?.code]),
      [['quarantined', 'INTAKE-001']],
    );
  });
  it('attacks 76 and 77: what cannot be read or is not supported is kept and answered AE; an unknown sender AR, and not kept', async () => {
    const before = await region.intake.figures();
    const unsupported = await region.intake.receiveHl7(
      message({ trigger: 'ADT^A60', controlId: 'IN4', at: '20260501' }, patientLine()),
    );
    assert.equal(unsupported.code === 'AE' && unsupported.fault.code, 'INTAKE-002');
    const broken = await region.intake.receiveHl7(
      Buffer.from('MSH|^~\\&|TIE|ZX41|||20260501||ADT^A01|IN5|P|2.4\rno segment here\r'),
    );
    assert.equal(broken.code === 'AE' && broken.fault.code, 'HL7V2-004');
    assert.deepEqual(
      await region.intake.receiveHl7(
        Buffer.from('MSH|^~\\&|TIE|ZX41|||20260501||ADT^A01|IN5|P|2.4\rno segment here\r'),
      ),
      broken,
    );
    const stranger = await region.intake.receiveHl7(Buffer.from('MSH|^~\\&|X|Y|||20260501||ADT^A01|1|P|2.4\r'));
    assert.equal(stranger.code === 'AR' && stranger.fault.code, 'INTAKE-005');
    const after = await region.intake.figures();
    assert.deepEqual(
      [
        after.received - before.received,
        after.quarantined - before.quarantined,
        after.unsupported - before.unsupported,
        after.pending,
      ],
      [2, 1, 1, 0],
    );
  });
  it('a demo region takes any sender, under an organisation of its own', async () => {
    const demo = createIntake({ ...region.deps, isDemo: true });
    const bytes = Buffer.from(admitted(somebody(), 'IN6').toString().replace('|TIE|ZX41|', '|NEW|SENDER|'));
    assert.equal((await demo.receiveHl7(bytes)).code, 'AA');
    assert.equal(region.directory.sourceBySender('NEW|SENDER')?.organisation.code, 'ZX99');
  });
  it('messages of one patient sent at once are filed in the order in which they came', async () => {
    const person = somebody();
    const wards = Array.from({ length: 12 }, (_, index) => `Ward ${index}`);
    await Promise.all(
      wards.map((ward, index) =>
        region.intake.receiveHl7(
          message(
            { trigger: index === 0 ? 'ADT^A01' : 'ADT^A02', controlId: `IN7-${index}`, at: '20260501093000' },
            patientLine(person),
            visitLine({ number: 'V', ward }),
          ),
        ),
      ),
    );
    const encounter = ofType(await recordOf(database, person), 'Encounter')[0]!.body as {
      location: { location: { display: string } }[];
    };
    assert.deepEqual(
      encounter.location.map((one) => one.location.display),
      wards,
    );
  });
  it('any bytes get an answer, and nothing that was kept stays pending', async () => {
    const nasty = [
      '',
      '\0',
      'MSH',
      'MSH|',
      'MSH|^~\\&',
      'BHS|^~\\&|',
      '\ufeffMSH|^~\\&|TIE|ZX41|||||ADT^A01|B1|P|2.4',
      'MSH|^~\\&|TIE|ZX41|||||ADT^A01||P|2.4\rPID|1||1',
      `MSH|^~\\&|TIE|ZX41|||||ADT^A01|${'x'.repeat(5000)}|P|2.4\rPID|1||1^^^Z`,
    ];
    for (const text of nasty) assert.match((await region.intake.receiveHl7(Buffer.from(text))).code, /^A[AER]$/);
    assert.equal((await region.intake.figures()).pending, 0);
  });
});

describe('between kept and filed', () => {
  const failing = (failures: number, error: object) => {
    let left = failures;
    return {
      ...region.deps,
      record: {
        ...region.deps.record,
        contribute: (...given: Parameters<typeof region.deps.record.contribute>) => {
          if (left > 0) {
            left -= 1;
            throw Object.assign(new Error('made by the test'), error);
          }
          return region.deps.record.contribute(...given);
        },
      },
    };
  };
  it('a message that was kept and not filed when the process died is filed at the next start', async () => {
    const person = somebody();
    const dying = createIntake(failing(5, { code: '57P01' }));
    assert.equal((await dying.receiveHl7(admitted(person, 'K1'))).code, 'no-answer');
    assert.deepEqual([(await region.intake.figures()).pending, (await recordOf(database, person)).length], [1, 0]);
    assert.ok((await createIntake(region.deps).resume()).ok);
    assert.deepEqual([(await region.intake.figures()).pending, (await recordOf(database, person)).length], [0, 3]);
    assert.equal((await region.intake.receiveHl7(admitted(person, 'K1'))).code, 'AA');
    assert.equal((await recordOf(database, person)).length, 3);
  });
  it('a lost race is tried again and never skipped', async () => {
    const person = somebody();
    assert.equal((await createIntake(failing(3, { code: '40001' })).receiveHl7(admitted(person, 'K2'))).code, 'AA');
    assert.equal((await recordOf(database, person)).length, 3);
  });
  it('what this sender is still owed is filed before its next message', async () => {
    const person = somebody();
    const intake = createIntake(failing(5, { code: '57P01' }));
    assert.equal((await intake.receiveHl7(admitted(person, 'K3', 'First Ward'))).code, 'no-answer');
    const next = message(
      { trigger: 'ADT^A02', controlId: 'K4', at: '20260501093000' },
      patientLine(person),
      visitLine({ number: `V${person.local}`, ward: 'Second Ward' }),
    );
    assert.equal((await intake.receiveHl7(next)).code, 'AA');
    const encounter = ofType(await recordOf(database, person), 'Encounter')[0]!.body as {
      location: { location: { display: string } }[];
    };
    assert.deepEqual(
      encounter.location.map((one) => one.location.display),
      ['First Ward', 'Second Ward'],
    );
  });
  it('a defect of ours leaves nothing half filed: the message is kept in quarantine and can be replayed', async () => {
    const person = somebody();
    const receipt = await createIntake(failing(1, {})).receiveHl7(admitted(person, 'K5'));
    assert.equal(receipt.code === 'AE' && receipt.fault.code, 'INTAKE-004');
    assert.equal((await recordOf(database, person)).length, 0);
    const kept = (await region.intake.quarantine.list()).find((one) => one.controlId === 'K5');
    const replayed = await region.intake.quarantine.replay(kept!.id);
    assert.deepEqual(replayed.ok && replayed.value.state, 'filed');
    assert.equal((await recordOf(database, person)).length, 3);
    assert.equal((await region.intake.receiveHl7(admitted(person, 'K5'))).code, 'AA');
  });
});

describe('the quarantine', () => {
  it('refuses to replay what a later message has overtaken, until that is confirmed; and discards with a reason', async () => {
    const person = somebody();
    const deps = region.deps;
    const receiver = createMessageReceiver(deps);
    const quarantine = createQuarantine(deps, receiver);
    assert.equal((await region.intake.receiveHl7(admitted(somebody(), 'Q1'))).code, 'AA');
    assert.equal((await region.intake.receiveHl7(admitted(person, 'Q1'))).code, 'AE');
    assert.equal((await region.intake.receiveHl7(admitted(person, 'Q2', 'Later Ward'))).code, 'AA');
    const kept = (await quarantine.list()).find((one) => one.controlId === 'Q1')!;
    const refused = await quarantine.replay(kept.id);
    assert.equal(!refused.ok && refused.fault.code, 'INTAKE-008');
    const shown = await quarantine.show(kept.id);
    assert.ok(shown.ok && Buffer.from(shown.value.raw).equals(admitted(person, 'Q1')));
    const confirmed = await quarantine.replay(kept.id, { isConfirmed: true });
    assert.ok(confirmed.ok && confirmed.value.state === 'filed');
    const again = await quarantine.replay(kept.id);
    assert.equal(!again.ok && again.fault.code, 'INTAKE-009');

    await region.intake.receiveHl7(message({ trigger: 'ADT^A60', controlId: 'Q3', at: '20260501' }, patientLine()));
    const other = (await quarantine.list()).find((one) => one.controlId === 'Q3')!;
    assert.equal((await quarantine.discard(other.id, 'no')).ok, false);
    assert.ok((await quarantine.discard(other.id, 'sent by mistake')).ok);
    assert.equal((await region.intake.figures()).discarded, 1);
    assert.equal((await quarantine.show('00000000000')).ok, false);
  });

  it('is told once that a message was discarded: who comes too late hears so, and the reason of the first stays', async () => {
    const quarantine = createQuarantine(region.deps, createMessageReceiver(region.deps));
    await region.intake.receiveHl7(message({ trigger: 'ADT^A60', controlId: 'Q4', at: '20260502' }, patientLine()));
    const { id } = (await quarantine.list()).find((one) => one.controlId === 'Q4')!;
    const reasons = Array.from({ length: 6 }, (_, at) => `sent by mistake\0 ${at}`);
    const told = await Promise.all(reasons.map((reason) => quarantine.discard(id, reason)));
    assert.deepEqual(told.map((one) => (one.ok ? 'discarded' : one.fault.code)).sort(), [
      ...Array.from({ length: 5 }, () => 'INTAKE-009'),
      'discarded',
    ]);
    const [kept] = await database.owner<{ discard_reason: string }[]>`
      select discard_reason from intake.message where control_id = 'Q4'`;
    assert.equal(kept?.discard_reason, `sent by mistake ${told.findIndex((one) => one.ok)}`);
  });
});
