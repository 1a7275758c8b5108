/** MLLP release 1, block format: VT, data, FS, CR. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { FramingEvent } from './framing.ts';
import { createFramer, frameMessage } from './framing.ts';

const told = (events: readonly FramingEvent[]): string[] =>
  events.map((event) =>
    event.kind === 'frame'
      ? `${Buffer.from(event.bytes)}${event.isCarriageReturnMissing ? ' without CR' : ''}`
      : `! ${event.code} ${Buffer.from(event.beginning)}`,
  );
const framer = () => createFramer({ maximumFrameBytes: 20 });
const push = (text: string): string[] => told(framer().push(Buffer.from(text)));

describe('framing', () => {
  it('several frames in one packet come out in order', () => {
    assert.deepEqual(push('\vA\x1c\r\vB\x1c\r\vC\x1c\r'), ['A', 'B', 'C']);
  });
  it('bytes that come one at a time make the same frames', () => {
    const one = framer();
    const events = [...'\vAB\x1c\r\r\n\vC\x1c\r'].flatMap((letter) => told(one.push(Buffer.from(letter))));
    assert.deepEqual(events, ['AB', 'C']);
    assert.equal(one.state, 'between');
  });
  it('keep-alive CR and LF between frames are no error', () => {
    assert.deepEqual(push('\r\n\r\n\vA\x1c\r\r\r\n\vB\x1c\r\n'), ['A', 'B']);
  });
  it('attack 76: garbage before VT is told once and skipped', () => {
    const one = framer();
    assert.deepEqual(told(one.push(Buffer.from('GET / HTTP/1.1\r\n'))), ['! outside-frame GET / HTTP/1.1\r\n']);
    assert.deepEqual(told(one.push(Buffer.from('Host: x\r\n\vA\x1c\r'))), ['A']);
  });
  it('a frame whose CR is missing is complete when the next one begins, or when nothing follows', () => {
    const one = framer();
    assert.deepEqual(told(one.push(Buffer.from('\vA\x1c\vB\x1c'))), ['A without CR']);
    assert.equal(one.state, 'ended');
    assert.deepEqual(told(one.settle()), ['B without CR']);
    assert.deepEqual(told(one.push(Buffer.from('\r'))), []);
  });
  it('attack 76: FS inside a message is an error, and half a message is never handed on', () => {
    assert.deepEqual(push('\vA\x1cB\x1c\r\vC\x1c\r'), ['! separator-inside-frame A', 'C']);
  });
  it('attack 76: VT inside a frame cuts off the first and begins the second', () => {
    assert.deepEqual(push('\vAB\vC\x1c\r'), ['! truncated-frame AB', 'C']);
  });
  it('a frame that is too long is an error after which nothing more is read', () => {
    const one = framer();
    assert.deepEqual(told(one.push(Buffer.from(`\v${'A'.repeat(20)}\x1c\r`))), ['A'.repeat(20)]);
    assert.deepEqual(told(one.push(Buffer.from(`\v${'A'.repeat(21)}`))), [`! frame-too-long ${'A'.repeat(21)}`]);
    assert.deepEqual(told(one.push(Buffer.from('\vB\x1c\r'))), []);
    assert.equal(one.state, 'closed');
  });
  it('a connection that ends inside a frame leaves an unfinished one', () => {
    const one = framer();
    one.push(Buffer.from('\vAB'));
    assert.deepEqual(told(one.end()), ['! unfinished-frame AB']);
  });
  it('however the bytes are cut, the same frames come out', () => {
    const body = fc
      .array(fc.integer({ min: 0x20, max: 0xff }), { maxLength: 15 })
      .map((bytes) => Uint8Array.from(bytes));
    fc.assert(
      fc.property(fc.array(body, { maxLength: 6 }), fc.array(fc.nat(100), { maxLength: 10 }), (bodies, cuts) => {
        const stream = Buffer.concat(bodies.map(frameMessage));
        const at = [0, ...cuts.filter((cut) => cut < stream.length).sort((a, b) => a - b), stream.length];
        const one = framer();
        const events = at.slice(1).flatMap((end, index) => [...one.push(stream.subarray(at[index], end))]);
        assert.deepEqual(
          events.map((event) => (event.kind === 'frame' ? Buffer.from(event.bytes).toString('hex') : event.code)),
          bodies.map((bytes) => Buffer.from(bytes).toString('hex')),
        );
      }),
    );
  });
  it('attack 76: no bytes make it throw, and what it holds stays within the limit', () => {
    const bytes = fc.array(fc.constantFrom(0x0b, 0x1c, 0x0d, 0x0a, 0x41), { maxLength: 80 });
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 10 }), (stream, step) => {
        const one = framer();
        for (let at = 0; at < stream.length; at += step) {
          one.push(Uint8Array.from(stream.slice(at, at + step)));
          assert.ok(one.heldBytes <= 20);
        }
      }),
    );
  });
});
