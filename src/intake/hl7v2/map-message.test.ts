/** Safety I14 and the conduct of any reader: what cannot be filed is named by its place, and nothing makes the intake throw. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseMessage } from '#hl7v2/parse-message.ts';
import { admission, bloods, discharge, transfer } from '../testing/a-stay.ts';
import { read, source, validate } from '../testing/filed.ts';
import { message, patientLine } from '../testing/messages.ts';
import { mapMessage } from './map-message.ts';

/** As the store writes it: with a version in `meta`, and ids in the place of keys. */
function written(resource: object): object {
  const { meta } = resource as { meta?: object };
  const whole = JSON.stringify({ ...resource, meta: { ...meta, versionId: '1' } });
  return JSON.parse(whole, (name, value: unknown) =>
    name === 'reference' && typeof value === 'string' && value.startsWith('@') ? 'urn:uuid:0' : value,
  ) as object;
}

describe('what cannot be filed', () => {
  const refusal = (bytes: Uint8Array) => {
    const mapped = read(bytes);
    return mapped.ok ? 'filed' : `${mapped.fault.code} ${mapped.fault.flaws?.[0]?.place}`;
  };
  it('is named by its place', () => {
    const head = { controlId: '1', at: '20260501' };
    assert.equal(refusal(message({ ...head, trigger: 'ADT^A60' }, patientLine())), 'INTAKE-002 MSH-9');
    assert.equal(refusal(message({ ...head, trigger: 'ADT^A01' })), 'INTAKE-003 PID');
    assert.equal(refusal(message({ ...head, trigger: 'ADT^A01' }, 'PID|1||||WHITLOW')), 'INTAKE-003 PID-3');
    assert.equal(refusal(message({ ...head, trigger: 'ORU^R01' }, patientLine(), patientLine())), 'INTAKE-003 PID[2]');
    assert.equal(refusal(message({ ...head, trigger: 'MDM^T02' }, patientLine())), 'INTAKE-003 TXA');
    assert.equal(refusal(message({ ...head, trigger: 'SIU^S12' }, 'SCH|1', patientLine())), 'INTAKE-003 SCH-11.4');
  });
  it('never throws, and what is filed is valid FHIR, whatever a message holds', () => {
    const twins = [admission, transfer, discharge, bloods('20260502110000', '20', '6.8', 'F', 'ZRL|R')].map((bytes) =>
      bytes.toString('utf8'),
    );
    const pieces = fc.constantFrom(
      '|',
      '^',
      '~',
      '&',
      '\\',
      '""',
      'X',
      '2026',
      '99999999',
      '\\X0\\',
      '-1',
      ' ',
      'é',
      '\r',
      'OBX|1|SN|A||^1^:^2\r',
      'AL1|\r',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...twins),
        fc.array(fc.tuple(fc.nat(), fc.nat(20), pieces), { maxLength: 6 }),
        (twin, edits) => {
          let text = twin;
          for (const [place, cut, piece] of edits) {
            const from = 20 + (place % (text.length - 20));
            text = text.slice(0, from) + piece + text.slice(from + cut);
          }
          const parsed = parseMessage(Buffer.from(text, 'utf8'));
          if (!parsed.ok) return;
          const mapped = mapMessage({ message: parsed.value, source, receivedAtMs: 0 });
          if (!mapped.ok) return;
          for (const contribution of mapped.value.contributions) {
            const patient = contribution.patient(undefined);
            const resources = contribution.changes.flatMap(({ change }) => change(undefined, false)?.resource ?? []);
            for (const resource of [patient, ...resources])
              if (resource !== undefined) assert.deepEqual(validate(written(resource)), []);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
