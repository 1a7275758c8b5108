/** Patient/$summary: an International Patient Summary document of what the grant shows, whole in itself (attack 27). */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Bundle, Composition, Patient, Resource } from 'fhir/r4.js';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createReferenceWalk } from '#fhir/reference-walk.ts';
import { createResourceValidator } from '#fhir/validate-resource.ts';
import { forWholeFile } from '#kernel/testing/for-whole-file.ts';
import { type Ask, asker, fileRecord } from './testing/ask.ts';
import { adasBirthDate, adasNumber } from './testing/people.ts';
import { type RegionForApi, regionForApi } from './testing/region-for-api.ts';

const file = forWholeFile();
let region: RegionForApi;
let practice: Ask;
let gp: Ask;
let patient = '';
let hospitalPatient = '';

const definitions = loadFhirDefinitions();

before(async () => {
  region = await regionForApi(file);
  practice = asker(region, await region.clientToken('practice'));
  const hospital = asker(region, await region.clientToken('hospital'));
  gp = asker(region, await region.staffToken());
  [patient = ''] = await fileRecord(practice);
  [hospitalPatient = ''] = await fileRecord(hospital, { observations: 1 });
  const medication = (text: string, status: string) => ({
    resourceType: 'MedicationRequest',
    status,
    intent: 'order',
    subject: { reference: patient },
    medicationCodeableConcept: { text },
    dosageInstruction: [{ text: 'one at night & <b>no more</b>' }],
    encounter: { reference: 'Encounter/elsewhere' },
  });
  for (const body of [
    medication('Amlodipine <script>alert(1)</script>', 'active'),
    medication('Stopped drug', 'stopped'),
  ]) {
    const made = await practice('/MedicationRequest', { body });
    if (made.status !== 201) throw new Error(made.text);
  }
});

async function summaryFor(ask: Ask, of = patient): Promise<Bundle> {
  const answer = await ask(`/${of}/$summary`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json as Bundle;
}

const compositionOf = (bundle: Bundle) => bundle.entry![0]!.resource as Composition;

describe('a patient summary', () => {
  it('is a document that is valid, whose references all lead to something in it', async () => {
    const bundle = await summaryFor(gp);
    assert.deepEqual(createResourceValidator(definitions)(bundle), []);
    assert.equal(bundle.type, 'document');
    const inside = new Set(bundle.entry!.map((one) => one.fullUrl!));
    const walk = createReferenceWalk(definitions);
    const references = bundle.entry!.flatMap(({ resource }) => walk.referencesIn(resource as never));
    assert.ok(references.length > 10);
    for (const text of references)
      assert.ok(inside.has(text) || inside.has(`${region.base}/${text}`), `${text} leads nowhere`);
    assert.equal(bundle.entry!.filter(({ resource }) => resource?.resourceType === 'Patient').length, 1);
  });

  it('brings together what all sources say of the person, as one person', async () => {
    const bundle = await summaryFor(gp);
    const conditions = bundle.entry!.flatMap(({ resource }) =>
      resource?.resourceType === 'Condition' ? [resource] : [],
    );
    const feeds = new Set(conditions.map((one) => (one as Resource).meta?.source));
    assert.equal(feeds.size, 2);
    assert.ok(!JSON.stringify(bundle).includes(hospitalPatient));
  });

  it('has its required and recommended sections; an empty one says unavailable, never that there is none', async () => {
    const sections = compositionOf(await summaryFor(gp)).section!;
    const byCode = new Map(sections.map((one) => [one.code?.coding?.[0]?.code, one]));
    for (const code of ['48765-2', '10160-0', '11450-4', '11369-6', '47519-4', '30954-2', '46264-8'])
      assert.ok(byCode.has(code), code);
    for (const section of sections) {
      assert.match(section.text!.div, /Information may have been withheld/);
      assert.equal(section.entry === undefined, section.emptyReason?.coding?.[0]?.code === 'unavailable');
    }
    assert.equal(byCode.get('48765-2')!.emptyReason?.coding?.[0]?.code, 'unavailable');
    assert.doesNotMatch(JSON.stringify(sections), /nilknown|no known|none known/i);
  });

  it('names what is current, and writes what sources wrote as text (attack 71)', async () => {
    const medicines = compositionOf(await summaryFor(gp)).section!.find((one) => one.title === 'Medication Summary')!;
    assert.equal(medicines.entry?.length, 1);
    assert.match(medicines.text!.div, /Amlodipine &lt;script&gt;/);
    assert.match(medicines.text!.div, /one at night &amp; &lt;b&gt;no more/);
    assert.doesNotMatch(medicines.text!.div, /<script|Stopped drug/);
  });

  it('holds no more than each reading would: for a client its own, for the patient what is released (attack 27)', async () => {
    const own = await summaryFor(practice);
    const sources = own.entry!.flatMap(({ resource }) => resource?.meta?.source ?? []);
    assert.deepEqual([...new Set(sources)], ['urn:goldthread:source:practice-feed']);
    await region.database.owner`update store.resource set label = label | 512 where body like '%Eczema%'`;
    const mine = asker(region, await region.patientToken(adasNumber, adasBirthDate));
    const bundle = await summaryFor(mine);
    assert.ok(JSON.stringify(bundle).includes('Asthma') && !JSON.stringify(bundle).includes('Eczema'));
    assert.equal((bundle.entry![1]!.resource as Patient).name?.[0]?.family, 'Finch');
  });

  it('is not there for who may not see the patient, and its look is logged with what was in it', async () => {
    const hospital = asker(region, await region.clientToken('hospital'));
    const foreign = await hospital(`/${patient}/$summary`);
    const absent = await hospital('/Patient/00000000000/$summary');
    assert.deepEqual([foreign.status, absent.status], [404, 404]);
    const bundle = await summaryFor(gp);
    const [entry] = await region.database.owner<{ body: string }[]>`
      select body from audit.entry where kind = 'disclosure' order by position desc limit 1`;
    const body = JSON.parse(entry!.body) as { persons: { items: number }[]; withoutPerson?: { items: number } };
    const items = (body.persons[0]?.items ?? 0) + (body.withoutPerson?.items ?? 0);
    // All but the Composition and the Device, which are the document's own.
    assert.equal(items, bundle.entry!.length - 2);
  });
});
