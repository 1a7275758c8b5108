/** HL7's own code systems and value sets, as the door answers about them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { systemClock } from '#kernel/clock.ts';
import type { Outcome } from '#kernel/outcome.ts';
import { createTerminology } from './index.ts';

const terminology = createTerminology({ clock: systemClock });
const gender = 'http://hl7.org/fhir/ValueSet/administrative-gender';
const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.fault.code}: ${JSON.stringify(outcome.fault.flaws)}`);
  return outcome.value;
}

const faultOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'none' : outcome.fault.code);

describe('terminology that HL7 publishes for R4', () => {
  it('expands every required binding to the codes that the validator holds', async () => {
    let compared = 0;
    for (const [url, systems] of Object.entries(loadFhirDefinitions().valueSets.expanded)) {
      const expanded = await terminology.expand(url, 50_000);
      if (faultOf(expanded) === 'TERMINOLOGY-001') continue;
      const sorted = (codes: Iterable<readonly [string, readonly string[]]>) =>
        [...codes]
          .map(([system, list]) => [system, [...list].sort()] as const)
          .filter(([, list]) => list.length > 0)
          .sort();
      assert.deepEqual(sorted(value(expanded)), sorted(Object.entries(systems)), url);
      compared++;
    }
    assert.ok(compared > 200, `${compared} compared`);
  });

  it('tells a member from a code that is none, with its system and without', async () => {
    assert.equal(
      value(await terminology.isMember(gender, 'http://hl7.org/fhir/administrative-gender', 'female')),
      true,
    );
    assert.equal(value(await terminology.isMember(gender, undefined, 'female')), true);
    assert.equal(
      value(await terminology.isMember(gender, 'http://hl7.org/fhir/administrative-gender', 'Female')),
      false,
    );
    assert.equal(value(await terminology.isMember(gender, actCode, 'female')), false);
    assert.equal(value(await terminology.isMember(`${gender}|4.0.1`, undefined, 'male')), true);
  });

  it('says that a value set, its version or a code system is not known, and never "no"', async () => {
    assert.equal(faultOf(await terminology.isMember('http://tests.example/none', undefined, 'x')), 'TERMINOLOGY-001');
    assert.equal(faultOf(await terminology.isMember(`${gender}|9.9`, undefined, 'male')), 'TERMINOLOGY-001');
    const findings = 'http://hl7.org/fhir/ValueSet/clinical-findings';
    assert.equal(
      faultOf(await terminology.isMember(findings, 'http://snomed.info/sct', '404684003')),
      'TERMINOLOGY-002',
    );
    assert.equal(faultOf(await terminology.subsumes('http://snomed.info/sct', '1', '2')), 'TERMINOLOGY-002');
  });

  it('knows what lies above and below a code, through nesting and through the property child', async () => {
    assert.equal(value(await terminology.subsumes(actCode, '_ActEncounterCode', 'IMP')), true);
    assert.equal(value(await terminology.subsumes(actCode, 'IMP', '_ActEncounterCode')), false);
    assert.equal(value(await terminology.subsumes(actCode, 'IMP', 'ACUTE')), true);
    const below = value(await terminology.descendantsOf(actCode, 'IMP', 100));
    assert.deepEqual([...below].sort(), ['ACUTE', 'IMP', 'NONAC']);
    assert.ok(value(await terminology.ancestorsOf(actCode, 'ACUTE', 100)).includes('_ActEncounterCode'));
    assert.equal(faultOf(await terminology.descendantsOf(actCode, '_ActEncounterCode', 2)), 'TERMINOLOGY-004');
  });

  it('gives the display of a code, and none of a code that it does not know', async () => {
    assert.equal(await terminology.display('http://hl7.org/fhir/administrative-gender', 'female'), 'Female');
    assert.equal(await terminology.display('http://hl7.org/fhir/administrative-gender', 'nought'), undefined);
    assert.equal(await terminology.display('http://tests.example/none', 'x'), undefined);
  });
});
