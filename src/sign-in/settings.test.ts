/** Whose sign-in must have been how strong for the gravest acts: no issuer and no host is a way around another. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HostSystem } from './hosts/host-system.ts';
import { gravestActsAt, type StaffIssuer } from './settings.ts';

const strong = { acrValues: ['AAL3_ANY'], method: 'a smartcard' };
const issuer = (name: string, gravestActs?: StaffIssuer['gravestActs']) =>
  ({ id: name, issuer: `https://${name}.example`, gravestActs }) as StaffIssuer;
const host = (id: string, gravestActs?: HostSystem['gravestActs']) => ({ id, gravestActs }) as HostSystem;

describe('the level that is asked for', () => {
  it('is that of the issuer who signed the person in', () => {
    const settings = { staffIssuers: [issuer('council'), issuer('national', strong)] };
    assert.deepEqual(gravestActsAt(settings, 'https://national.example'), strong);
    assert.equal(gravestActsAt(settings, 'https://council.example'), undefined);
  });

  it('is asked of every sign-in at an issuer that stands there twice, with it and without', () => {
    const settings = { staffIssuers: [issuer('national'), issuer('national', strong)] };
    assert.deepEqual(gravestActsAt(settings, 'https://national.example'), strong);
  });

  it('is for a host system its own; one without is not enough where any issuer is asked for a level', () => {
    const own = { acrValues: ['aal3'] };
    const settings = { staffIssuers: [issuer('national', strong)], hosts: [host('ward', own), host('clinic')] };
    assert.deepEqual(gravestActsAt(settings, 'urn:goldthread:host:ward'), own);
    assert.deepEqual(gravestActsAt(settings, 'urn:goldthread:host:clinic'), { acrValues: [] });
    assert.deepEqual(gravestActsAt(settings, 'https://gone.example'), { acrValues: [] }, 'configured no more');
  });

  it('is none where no issuer is asked for one', () => {
    const settings = { staffIssuers: [issuer('national')], hosts: [host('ward')] };
    assert.equal(gravestActsAt(settings, 'https://national.example'), undefined);
    assert.equal(gravestActsAt(settings, 'urn:goldthread:host:ward'), undefined);
  });
});
