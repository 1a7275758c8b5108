/**
 * Field by field, against HL7 v2.4 chapter 9 with the UK dress of the NHS Data Dictionary. The right-hand sides
 * were written by hand from the messages, not copied from a run.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { at, filed, holds } from '../testing/filed.ts';
import { documentLine, message, patientLine, visitLine } from '../testing/messages.ts';

describe('MDM', () => {
  const letter = 'OBX|1|ED|DS^Discharge summary^L||^application^pdf^Base64^JVBERi0xLjQ=||||||F';
  const text = 'OBX|2|TX|TXT^Text^L|1|Home with omeprazole \\T\\ diet.||||||F';
  const visit = visitLine({ number: 'V1', ward: 'Hazel Ward' });
  const sent = (trigger: string, at: string, document: Parameters<typeof documentLine>[0], ...content: string[]) =>
    message(
      { trigger: `MDM^${trigger}`, controlId: `${trigger}${at}`, at },
      patientLine(),
      visit,
      documentLine(document),
      ...content,
    );
  const first = sent('T02', '20260505170000', { number: 'D1' }, letter, text);

  it('T02: the document, field by field', () => {
    holds(filed(first), 'DocumentReference', {
      'masterIdentifier.value': 'D1',
      status: 'current',
      docStatus: 'final',
      'type.coding.0.code': 'DS',
      'type.text': 'Discharge summary',
      description: 'Discharge summary',
      date: '2026-05-05T17:00:00+01:00',
      'author.0.display': 'Dr Jasleen Kaur',
      'content.0.attachment.contentType': 'application/pdf',
      'content.0.attachment.data': 'JVBERi0xLjQ=',
      'content.1.attachment.data': Buffer.from('Home with omeprazole & diet.').toString('base64'),
      'context.encounter.0.identifier.value': 'V1',
      'meta.security': undefined,
    });
  });
  it('T04 settles a dictated one; T08 edits; ZRL|W keeps it from the patient', () => {
    const dictated = sent('T02', '20260505160000', { number: 'D1', completion: 'DI' }, text);
    holds(filed(dictated), 'DocumentReference', { docStatus: 'preliminary' });
    holds(filed(dictated, sent('T04', '20260505180000', { number: 'D1', completion: 'LA' })), 'DocumentReference', {
      docStatus: 'final',
      'content.0.attachment.contentType': 'text/plain; charset=utf-8',
    });
    holds(filed(first, sent('T08', '20260506100000', { number: 'D1' }, text)), 'DocumentReference', {
      docStatus: 'amended',
      'content.1': undefined,
    });
    holds(filed(sent('T02', '20260505170000', { number: 'D1' }, 'ZRL|W', letter)), 'DocumentReference', {
      'meta.security.0.code': 'not-released',
    });
  });
  it('T06 adds to its parent; T10 replaces it, and the parent stays to be seen as superseded', () => {
    const added = filed(first, sent('T06', '20260506100000', { number: 'D2', parent: 'D1' }, text));
    assert.deepEqual(at(added.get('document|D2')?.resource, 'relatesTo.0'), {
      code: 'appends',
      target: { reference: '@key:document|D1', display: 'The earlier document' },
    });
    assert.equal(at(added.get('document|D1')?.resource, 'status'), 'current');
    const replaced = filed(first, sent('T10', '20260506100000', { number: 'D2', parent: 'D1' }, text));
    assert.equal(at(replaced.get('document|D2')?.resource, 'relatesTo.0.code'), 'replaces');
    assert.equal(at(replaced.get('document|D1')?.resource, 'status'), 'superseded');
  });
  it('T11 makes the document of the wrong person disappear; no edit brings it back', () => {
    const cancelled = sent('T11', '20260506090000', { number: 'D1', completion: 'CA', availability: 'CA' });
    holds(filed(first, cancelled), 'DocumentReference', { status: 'entered-in-error' }, 'wrong-person');
    holds(
      filed(first, cancelled, sent('T08', '20260506100000', { number: 'D1' }, text)),
      'DocumentReference',
      {},
      'wrong-person',
    );
    holds(filed(cancelled, first), 'DocumentReference', {}, 'wrong-person');
  });
});
