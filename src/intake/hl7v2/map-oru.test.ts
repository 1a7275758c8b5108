/**
 * Field by field, against HL7 v2.4 chapter 7 with the UK dress of the NHS Data Dictionary. The right-hand sides
 * were written by hand from the messages, not copied from a run.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bloods } from '../testing/a-stay.ts';
import { at, filed, holds, type Known, only } from '../testing/filed.ts';
import { message, orderLine, patientLine, resultLine } from '../testing/messages.ts';

describe('ORU', () => {
  it('R01: a result, field by field, and its report', () => {
    const known = filed(bloods('20260502110000', '20', '6.8', 'F'));
    holds(known, 'Observation', {
      status: 'final',
      'code.coding.0': { system: 'urn:goldthread:code-system:ZX41:ZX41LAB', code: 'K', display: 'Potassium' },
      'code.coding.1': { system: 'http://snomed.info/sct', code: '1000651000000109', display: 'Potassium level' },
      'code.text': 'Potassium',
      valueQuantity: { value: 6.8, unit: 'mmol/L' },
      'referenceRange.0.text': '3.5-5.3',
      'referenceRange.0.low.value': 3.5,
      'referenceRange.0.high.value': 5.3,
      'interpretation.0.coding.0.code': 'H',
      effectiveDateTime: '2026-05-02T08:00:00+01:00',
      issued: '2026-05-02T11:00:00+01:00',
      'contained.0.code.0.text': 'Biomedical scientist',
      'performer.0.display': 'Ms Rukhsana Iqbal',
      'category.0.coding.0.code': 'laboratory',
      'meta.security.0.code': 'not-released',
    });
    holds(known, 'DiagnosticReport', {
      status: 'final',
      'code.text': 'Urea and electrolytes',
      'identifier.0.value': 'L1',
      'identifier.1.value': 'PL1',
      'basedOn.0.display': 'Requested by Dr Nisha Patel. Clinical information: Tired',
      'result.0.display': 'Potassium',
      effectiveDateTime: '2026-05-02T08:00:00+01:00',
      'encounter.identifier.value': 'V1',
    });
  });
  it('C supersedes and names the earlier value, who and when', () => {
    holds(
      filed(bloods('20260502110000', '20', '6.8', 'F'), bloods('20260502150000', '21', '5.1', 'C')),
      'Observation',
      {
        status: 'corrected',
        'valueQuantity.value': 5.1,
        note: [
          {
            authorString: 'Ms Rukhsana Iqbal',
            time: '2026-05-02T15:00:00+01:00',
            text: 'Corrected. Earlier value: 6.8 mmol/L',
          },
        ],
        interpretation: undefined,
      },
    );
  });
  it('a changed final value is a correction, though the source forgot to say so', () => {
    holds(
      filed(bloods('20260502110000', '20', '6.8', 'F'), bloods('20260502150000', '21', '5.1', 'F')),
      'Observation',
      { status: 'corrected' },
    );
    holds(
      filed(bloods('20260502110000', '20', '6.8', 'P'), bloods('20260502150000', '21', '5.1', 'F')),
      'Observation',
      { status: 'final', note: undefined },
    );
  });
  it('W and D strike through, with the value that was there, also when they arrive with an older time', () => {
    for (const letter of ['W', 'D'])
      for (const time of ['20260502150000', '20260502100000']) {
        const withdrawal = bloods(time, '22', '""', letter);
        holds(
          filed(bloods('20260502110000', '20', '6.8', 'F'), withdrawal),
          'Observation',
          { status: 'entered-in-error', 'valueQuantity.value': 6.8, 'note.0.authorString': 'Ms Rukhsana Iqbal' },
          'withdrawn',
        );
      }
  });
  it('X says that there is no result, and U settles without sending it again', () => {
    holds(filed(bloods('20260502110000', '20', '', 'X')), 'Observation', {
      status: 'cancelled',
      'dataAbsentReason.text': 'The result cannot be obtained',
    });
    holds(filed(bloods('20260502110000', '20', '6.8', 'P'), bloods('20260502120000', '21', '', 'U')), 'Observation', {
      status: 'final',
      'valueQuantity.value': 6.8,
    });
  });
  it('lines of text are one text in order, blanks and empty lines kept; notes stand beside it', () => {
    const line = (set: number, value: string) =>
      resultLine({ set, type: 'TX', test: 'CULT^Culture^ZX41LAB', sub: String(set), value });
    const swab = message(
      { trigger: 'ORU^R01', controlId: '23', at: '20260502110000', version: '2.3' },
      patientLine(),
      orderLine({ filler: 'M1', test: 'WS^Wound swab^ZX41LAB', section: 'MB' }),
      line(1, 'CULTURE   S. aureus  +++'),
      line(2, ''),
      line(3, 'Flucloxacillin       S'),
      "NTE|1|L|Dr Roe's advice: treat",
    );
    holds(filed(swab), 'Observation', {
      valueString: 'CULTURE   S. aureus  +++\n\nFlucloxacillin       S',
      'note.0.text': "Dr Roe's advice: treat",
    });
  });
  it('digits and comparators are shown as they were sent', () => {
    // R4 2.24.0.1, decimal: 5.10 says more than 5.1.
    const quantity = (sent: string) =>
      JSON.stringify(
        at(only(filed(bloods('20260502110000', '24', sent, 'F')), 'Observation').resource, 'valueQuantity'),
      );
    assert.match(quantity('5.10'), /^{"value":5\.10,"unit"/);
    assert.match(quantity('<5.10'), /^{"value":5\.10,"comparator":"<"/);
    assert.match(quantity('+5.10'), /^{"value":5\.10,"unit"/);
    holds(filed(bloods('20260502110000', '24', '<0.3', 'F')), 'Observation', {
      'valueQuantity.value': 0.3,
      'valueQuantity.comparator': '<',
    });
    holds(filed(bloods('20260502110000', '24', 'haemolysed', 'F')), 'Observation', {
      valueString: 'haemolysed mmol/L',
    });
  });
  it('release: only ZRL|R releases; histology needs a later message for it', () => {
    const security = (known: Known) => at(only(known, 'Observation').resource, 'meta.security');
    assert.equal(security(filed(bloods('20260502110000', '25', '4.1', 'F', 'ZRL|R'))), undefined);
    assert.deepEqual(
      at(security(filed(bloods('20260502110000', '25', '4.1', 'F', 'ZRL|W'))), '0.code'),
      'not-released',
    );
    const histology = (at: string, ...release: string[]) =>
      message(
        { trigger: 'ORU^R01', controlId: at, at },
        patientLine(),
        orderLine({ filler: 'H1', test: 'HIS^Histology', section: 'SP' }),
        ...release,
        resultLine({ type: 'TX', test: 'HIS^Report', value: 'Benign.' }),
      );
    assert.deepEqual(at(security(filed(histology('20260502110000', 'ZRL|R'))), '0.code'), 'not-released');
    assert.equal(
      security(filed(histology('20260502110000', 'ZRL|R'), histology('20260509110000', 'ZRL|R'))),
      undefined,
    );
    assert.equal(
      security(filed(histology('20260502110000'), histology('20260509110000', 'ZRL|R'), histology('20260510110000'))),
      undefined,
    );
  });
});
