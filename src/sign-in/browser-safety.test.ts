/** Cookies (RFC 6265bis), return addresses (open redirects) and posted forms (OWASP ASVS 5, 3.3 and 3.5). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { checkForm } from './check-form.ts';
import { readCookie, setCookie } from './cookie.ts';
import { returnAddress } from './return-address.ts';
import { formTokenOf, newSecret } from './secret.ts';
import type { Session } from './session.ts';
import { needsSecureCookies } from './settings.ts';

describe('cookies', () => {
  it('carry __Host- and Secure in a real region and wherever there is TLS', () => {
    const publicUrl = 'http://127.0.0.1:8080';
    assert.equal(needsSecureCookies({ isDemoRegion: true, publicUrl }), false);
    assert.equal(needsSecureCookies({ isDemoRegion: false, publicUrl }), true);
    assert.equal(needsSecureCookies({ isDemoRegion: true, publicUrl: 'https://127.0.0.1:8080' }), true);
    assert.equal(
      setCookie('staff', 'x', { isSecure: true }),
      '__Host-goldthread-staff=x; Path=/; HttpOnly; SameSite=Lax; Secure',
    );
  });

  it('are read by their whole name, and not at all when there are two', () => {
    const header = 'a=1; goldthread-staff=one; xgoldthread-staff=two; goldthread-patient=three';
    assert.equal(readCookie(header, 'staff', false), 'one');
    assert.equal(readCookie(header, 'staff', true), undefined);
    assert.equal(readCookie(`${header}; goldthread-staff=four`, 'staff', false), undefined);
    assert.equal(readCookie(undefined, 'staff', false), undefined);
  });
});

describe('the address to return to', () => {
  it('stays in the person’s own app', () => {
    assert.equal(returnAddress('staff', '/staff/find?words=x'), '/staff/find?words=x');
    assert.equal(returnAddress('patient', '/my'), '/my');
    const elsewhere = [
      '/my',
      '/staffed',
      '/',
      '//x.example/staff',
      '/staff/../sign-out',
      '/%2e%2e/staff',
      '/staff/%2e%2e/my',
    ];
    for (const asked of [
      ...elsewhere,
      'https://x.example/staff',
      '/\\x.example',
      '/staff\r\nx: y',
      'javascript:alert(1)',
      '',
    ]) {
      assert.equal(returnAddress('staff', asked), '/staff', asked);
    }
  });

  it('is always a path of the app, whatever was asked', () => {
    const piece = fc.constantFrom(
      '/',
      '//',
      '\\',
      '..',
      '%2e',
      'staff',
      'my',
      '@',
      ':',
      '?',
      '#',
      'x.example',
      '\t',
      'http:',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const url = new URL(returnAddress('staff', pieces.join('')), 'http://region.example/sign-in');
        assert.equal(url.host, 'region.example');
        assert.match(url.pathname, /^\/staff(\/|$)/);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('posted forms', () => {
  const session = { formToken: formTokenOf(newSecret()) } as Session;
  const publicUrl = 'https://region.example';
  const formToken = session.formToken;
  const isAccepted = (form: Parameters<typeof checkForm>[1]): boolean => checkForm(session, form, publicUrl).ok;

  it('need the token of this session', () => {
    assert.equal(isAccepted({ formToken }), true);
    assert.equal(isAccepted({ formToken, secFetchSite: 'same-origin', origin: publicUrl }), true);
    for (const wrong of [undefined, '', 'x', `${formToken}x`, formTokenOf(newSecret())]) {
      assert.equal(isAccepted({ formToken: wrong }), false, String(wrong));
    }
  });

  it('are refused when the browser says that they come from elsewhere', () => {
    for (const secFetchSite of ['cross-site', 'same-site', 'none']) {
      assert.equal(isAccepted({ formToken, secFetchSite }), false, secFetchSite);
    }
    assert.equal(isAccepted({ formToken, origin: 'https://region.example.attacker.example' }), false);
  });
});
