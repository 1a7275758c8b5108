/**
 * No field of a message makes a resource that breaks a rule of FHIR: every component of every field, in turn, holds what
 * its table does not know, another's code, or nothing (R4 4.1.5: a required binding is never broken by what a source sends).
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { admission, bloods, discharge, transfer } from '../testing/a-stay.ts';
import { read, validate } from '../testing/filed.ts';
import { documentLine, message, patientLine, resultLine, scheduleLine, visitLine } from '../testing/messages.ts';

const document = message(
  { trigger: 'MDM^T02', controlId: '7', at: '20260505170000' },
  patientLine(),
  visitLine({ number: 'V1', ward: 'Hazel Ward^^B2^ZX41' }),
  `${documentLine({ number: 'D1' })}|||`,
  resultLine({ type: 'TX', test: 'DS^Discharge summary^L', value: 'Went home well.' }),
);
const booking = message(
  { trigger: 'SIU^S12', controlId: '8', at: '20260506090000' },
  scheduleLine({ number: 'A1', start: '20260601090000', end: '20260601092000' }),
  patientLine(),
  'RGS|1',
  'AIL|1||Chest clinic^^^ZX41',
);
const messages = {
  admission,
  transfer,
  discharge,
  results: bloods('20260502110000', '20', '6.8', 'F'),
  document,
  booking,
};

const twoPeople = '9901001^Patel^Nisha^^^Dr^^^GMC~9901002^Shah^Ravi^^^Dr^^^GMC';
/** What no table knows; a code of some other table; what means that there is nothing; two people where one is due. */
const oddities = ['ZZZ', 'F', '""', twoPeople];

/** As the store writes it: with a version in `meta`, and ids in the place of keys. */
function written(resource: object): object {
  const { meta } = resource as { meta?: object };
  const whole = JSON.stringify({ ...resource, meta: { ...meta, versionId: '1' } });
  return JSON.parse(whole, (name, value: unknown) =>
    name === 'reference' && typeof value === 'string' && value.startsWith('@') ? 'urn:uuid:0' : value,
  ) as object;
}

/** Each message that differs in one component of one field of one segment. */
function* variants(bytes: Buffer): Generator<readonly [place: string, changed: string]> {
  const lines = bytes.toString('utf8').split('\r');
  for (const [at, line] of lines.entries()) {
    if (line === '' || line.startsWith('MSH')) continue;
    const fields = line.split('|');
    for (let field = 1; field < fields.length; field++) {
      const components = fields[field]!.split('^');
      for (let component = 0; component < components.length; component++)
        for (const odd of oddities) {
          const changed = components.with(component, odd).join('^');
          const text = lines.with(at, fields.with(field, changed).join('|')).join('\r');
          yield [`${fields[0]}-${field}.${component + 1}=${odd}`, text];
        }
    }
  }
}

describe('a field that holds what its table does not know', () => {
  for (const [name, bytes] of Object.entries(messages))
    it(`makes no resource of ${name} that breaks a rule`, () => {
      let made = 0;
      // Most of what a message makes does not depend on the one field.
      const valid = new Set<string>();
      for (const [place, changed] of variants(bytes)) {
        const mapped = read(Buffer.from(changed, 'utf8'));
        if (!mapped.ok) continue;
        for (const contribution of mapped.value.contributions) {
          const changes = contribution.changes.map(({ change }) => change(undefined, false)?.resource);
          for (const resource of [contribution.patient(undefined), ...changes]) {
            if (resource === undefined) continue;
            made++;
            const text = JSON.stringify(resource);
            if (valid.has(text)) continue;
            assert.deepEqual(validate(written(resource)), [], `${place} ${text.slice(0, 300)}`);
            valid.add(text);
          }
        }
      }
      assert.ok(made > 300, String(made));
    });
});
