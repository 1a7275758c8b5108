import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpLine } from './help-line.ts';

test('a region that named no telephone number shows none: the invented one of the demo would ring nowhere while care waits', () => {
  const of = (config: { isDemo: boolean; privacyOfficePhone?: string }) =>
    helpLine({ config: { region: 'x', ...config } });
  assert.equal(of({ isDemo: false }).phone, undefined);
  assert.match(of({ isDemo: false }).text, /privacy office of your organisation/);
  assert.equal(of({ isDemo: false, privacyOfficePhone: '01632 960 999' }).phone, '01632 960 999');
  assert.equal(of({ isDemo: true }).phone, '01632 960 400');
});
