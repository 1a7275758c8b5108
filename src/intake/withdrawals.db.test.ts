/** Withdrawals count as much as news: a wrong result, a report, a document of another person, an admission, a merge. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import {
  documentLine,
  message,
  orderLine,
  type Person,
  patientLine,
  resultLine,
  visitLine,
} from './testing/messages.ts';
import { admitted, ofType, recordOf, somebody } from './testing/record-of.ts';
import { type RegionForTests, regionOnItsOwn } from './testing/region-for-tests.ts';

let region: RegionForTests;
let database: RegionForTests['database'];
const file = forWholeFile();

before(async () => {
  region = await regionOnItsOwn(file);
  ({ database } = region);
});

describe('taken back', () => {
  const blood = (person: Person, at: string, status: string, value: string, reportStatus = 'F', results = true) =>
    message(
      { trigger: 'ORU^R01', controlId: `T${person.local}${at}`, at },
      patientLine(person),
      orderLine({ filler: `L${person.local}`, test: 'UE^Urea', status: reportStatus }),
      ...(results
        ? [resultLine({ test: 'K^Potassium', value, status }), resultLine({ set: 2, test: 'NA^Sodium', value: '138' })]
        : []),
    );
  it('a wrong result is struck through; its neighbour stands', async () => {
    const person = somebody();
    for (const bytes of [blood(person, '20260502110000', 'F', '6.8'), blood(person, '20260502120000', 'W', '')])
      assert.equal((await region.intake.receiveHl7(bytes)).code, 'AA');
    const states = ofType(await recordOf(database, person), 'Observation').map((row) => [
      row.state,
      row.body['status'],
      (row.body['valueQuantity'] as { value: number }).value,
    ]);
    assert.deepEqual(states, [
      [2, 'entered-in-error', 6.8],
      [0, 'final', 138],
    ]);
  });
  it('a report that is withdrawn whole strikes through results that only an earlier message named', async () => {
    const person = somebody();
    for (const bytes of [
      blood(person, '20260502110000', 'F', '6.8'),
      blood(person, '20260502120000', '', '', 'W', false),
    ])
      assert.equal((await region.intake.receiveHl7(bytes)).code, 'AA');
    const rows = await recordOf(database, person);
    assert.deepEqual(
      [...ofType(rows, 'Observation'), ...ofType(rows, 'DiagnosticReport')].map((row) => [
        row.state,
        row.body['status'],
      ]),
      [
        [2, 'entered-in-error'],
        [2, 'entered-in-error'],
        [2, 'entered-in-error'],
      ],
    );
  });
  it('a cancelled document is shown to nobody from the same transaction on', async () => {
    const person = somebody();
    const letter = (trigger: string, at: string, availability: string) =>
      message(
        { trigger: `MDM^${trigger}`, controlId: `${trigger}${person.local}`, at },
        patientLine(person),
        documentLine({ number: `D${person.local}`, availability }),
        'OBX|1|TX|T^Text||Of somebody else||||||F',
      );
    assert.equal((await region.intake.receiveHl7(letter('T02', '20260505170000', 'AV'))).code, 'AA');
    assert.equal((await region.intake.receiveHl7(letter('T11', '20260506090000', 'CA'))).code, 'AA');
    const [document] = ofType(await recordOf(database, person), 'DocumentReference');
    assert.deepEqual([document?.state, document?.label], [2, 8192]);
    const spoke = ofType(await recordOf(database, person), 'Provenance').filter((row) =>
      JSON.stringify(row.body).includes(`DocumentReference/${String(document?.body['id'])}`),
    );
    assert.deepEqual(
      spoke.map((row) => row.label),
      [8192, 8192],
      'what was filed about it before, and with its withdrawal, hides with it',
    );
  });
  it('the Provenance of a restricted admission is restricted as the admission is', async () => {
    const person = somebody();
    const visit = visitLine({ number: `V${person.local}`, ward: 'Hazel Ward' }).split('|');
    visit[16] = 'R';
    const head = { trigger: 'ADT^A01', controlId: `R${person.local}`, at: '20260501093000' };
    assert.equal((await region.intake.receiveHl7(message(head, patientLine(person), visit.join('|')))).code, 'AA');
    const rows = await recordOf(database, person);
    const [encounter] = ofType(rows, 'Encounter');
    assert.equal(encounter!.label & 1, 1);
    assert.deepEqual(
      ofType(rows, 'Provenance').map((row) => row.label & 1),
      [1],
    );
  });
  it('a cancelled admission is withdrawn with its relationship, and a merge makes two records one person', async () => {
    const [person, duplicate] = [somebody(), somebody()];
    await region.intake.receiveHl7(admitted(person, 'TB1'));
    await region.intake.receiveHl7(
      message(
        { trigger: 'ADT^A11', controlId: 'TB2', at: '20260501100000' },
        patientLine(person),
        visitLine({ number: `V${person.local}`, ward: 'Hazel Ward' }),
      ),
    );
    assert.equal(ofType(await recordOf(database, person), 'Encounter')[0]?.state, 2);
    await region.intake.receiveHl7(
      message({ trigger: 'ADT^A28', controlId: 'TB3', at: '20260501' }, patientLine(duplicate)),
    );
    await region.intake.receiveHl7(
      message(
        { trigger: 'ADT^A40', controlId: 'TB4', at: '20260502' },
        patientLine(person),
        `MRG|${duplicate.local}^^^ZX41^PI`,
      ),
    );
    const people = await database.owner<
      { person: number }[]
    >`select distinct person from patient_index.source_patient join patient_index.local_identifier using (compartment) where value in (${person.local}, ${duplicate.local})`;
    assert.equal(people.length, 1);
  });
  it('after a merge (A40) what was closed of the merged number is closed of the surviving one (decision 86)', async () => {
    const [person, duplicate] = [somebody(), somebody()];
    const [first, second] = [person, duplicate].map((one, index) =>
      message({ trigger: 'ADT^A28', controlId: `TC${index}`, at: '20260501' }, patientLine(one)),
    );
    await region.intake.receiveHl7(first!);
    await region.intake.receiveHl7(second!);
    const personsOf = async (one: Person) =>
      (
        await database.owner<{ person: number }[]>`select person from patient_index.source_patient
          join patient_index.local_identifier using (compartment) where value = ${one.local}`
      ).map((row) => row.person);
    const [before] = await personsOf(duplicate);
    await database.owner`insert into privacy.choice (choice, person, kind, scope, override_policy, made_by_kind, made_by_issuer,
      made_by_id, made_by_name, evidence, starts_ms) values (77, ${before!}, 'objection', 'whole-record', 'absolute', 'person', '', '', '', '', 0)`;
    const merge = message(
      { trigger: 'ADT^A40', controlId: 'TC2', at: '20260502' },
      patientLine(person),
      `MRG|${duplicate.local}^^^ZX41^PI`,
    );
    assert.equal((await region.intake.receiveHl7(merge)).code, 'AA');
    const [surviving] = await personsOf(person);
    assert.notEqual(surviving, before);
    const carried = await database.owner<{ kind: string; carried_from: number }[]>`
      select kind, carried_from from privacy.choice where person = ${surviving!} and ends_ms is null`;
    assert.deepEqual([...carried], [{ kind: 'objection', carried_from: 77 }]);
  });
  it('after a merge (A40) the surviving number takes back what the merged number brought', async () => {
    const [person, duplicate] = [somebody(), somebody()];
    for (const bytes of [
      admitted(duplicate, 'TM1'),
      message({ trigger: 'ADT^A28', controlId: 'TM2', at: '20260501' }, patientLine(person)),
      message(
        { trigger: 'ADT^A40', controlId: 'TM3', at: '20260502' },
        patientLine(person),
        `MRG|${duplicate.local}^^^ZX41^PI`,
      ),
      message(
        { trigger: 'ADT^A11', controlId: 'TM4', at: '20260502100000' },
        patientLine(person),
        visitLine({ number: `V${duplicate.local}`, ward: 'Hazel Ward' }),
      ),
    ])
      assert.equal((await region.intake.receiveHl7(bytes)).code, 'AA');
    const visits = async (one: Person) =>
      ofType(await recordOf(database, one), 'Encounter').map(({ state, body }) => [state, body['status']]);
    assert.deepEqual(await visits(duplicate), [[2, 'cancelled']]);
    assert.deepEqual(await visits(person), [], 'nothing new was made where the withdrawal was said');
  });
});
