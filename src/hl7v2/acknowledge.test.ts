/** HL7 v2 chapter 2, 2.9 and 2.13: MSA and ERR. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AcknowledgementCode } from './acknowledge.ts';
import { acknowledge, faultToErrors } from './acknowledge.ts';
import { parseMessage } from './parse-message.ts';
import { readHeader } from './read-header.ts';

const timeMs = Date.UTC(2026, 4, 1, 12, 30, 5);
const errors = [{ place: 'PID-3[2].1', condition: '101', text: 'No identifier' } as const];
function answerTo(text: string, code: AcknowledgementCode, encoding: BufferEncoding = 'utf8'): string[] {
  const header = readHeader(Buffer.from(text, encoding));
  const bytes = acknowledge(header, {
    code,
    timeMs,
    controlId: 'ACK7',
    ...(code === 'AE' ? { errors, text: 'Kept' } : {}),
  });
  return Buffer.from(bytes).toString(encoding).split('\r');
}

describe('an acknowledgement', () => {
  it('swaps sender and receiver, echoes MSH-10 and keeps version, type and processing id', () => {
    assert.deepEqual(answerTo('MSH|^~\\&|A|B|C|D|||ADT^A01^ADT_A01|Q1|T|2.5.1|||||GBR|UNICODE UTF-8\r', 'AA'), [
      'MSH|^~\\&|C|D|A|B|20260501123005+0000||ACK^A01^ACK|ACK7|T|2.5.1||||||UNICODE UTF-8',
      'MSA|AA|Q1',
      '',
    ]);
  });
  it('since 2.5 names the place in ERR-2, the condition in ERR-3 and the words in ERR-8', () => {
    const [, msa, err] = answerTo('MSH|^~\\&|A|B|C|D|||ADT^A01|Q1|P|2.5\r', 'AE');
    assert.equal(msa, 'MSA|AE|Q1|Kept');
    assert.equal(err, 'ERR||PID^1^3^2^1|101^Required field missing^HL70357|E||||No identifier');
  });
  it('before 2.5 names place and condition in ERR-1, and in 2.2 its type has no event', () => {
    const [msh, , err] = answerTo('MSH|^~\\&|A|B|C|D|||ADT^A01|Q1|P|2.2\r', 'AE');
    assert.equal(msh?.split('|')[8], 'ACK');
    assert.equal(err, 'ERR|PID^1^3^101&Required field missing&HL70357');
    assert.equal(answerTo('MSH|^~\\&|A|B|C|D|||ADT^A01|Q1|P|2.3\r', 'AA')[0]?.split('|')[8], 'ACK^A01');
  });
  it('is written with the delimiters of the sender, and its control id byte for byte', () => {
    const lines = answerTo('MSH*:+!%*A*B*C*D***ADT:A01*\xe9!F!1*P*2.5\r', 'AE', 'latin1');
    assert.equal(lines[1], 'MSA*AE*\xe9!F!1*Kept');
    assert.equal(lines[2], 'ERR**PID:1:3:2:1*101:Required field missing:HL70357*E****No identifier');
  });
  it('can be made for bytes that are no message, and is itself a message', () => {
    for (const text of ['', 'rubbish', 'MSH', 'MSH||||', 'MSH|^^^^|A|B|C|D|||ADT|7|P|2.1']) {
      const bytes = acknowledge(readHeader(Buffer.from(text)), { code: 'AR', timeMs, controlId: 'X' });
      const parsed = parseMessage(bytes);
      assert.ok(parsed.ok);
      assert.equal(parsed.value.field('MSA-2').raw, text.endsWith('2.1') ? '7' : '');
    }
  });
  it('says what a fault says, and nothing that the message said', () => {
    const parsed = parseMessage(Buffer.from('MSH|^~\\&|A\rSecret name\r'));
    assert.ok(!parsed.ok);
    const [error] = faultToErrors(parsed.fault);
    assert.equal(error?.condition, '100');
    assert.match(error?.text ?? '', /HL7V2-004.*line 2, after MSH/);
    assert.ok(!JSON.stringify(faultToErrors(parsed.fault)).includes('Secret'));
  });
});
