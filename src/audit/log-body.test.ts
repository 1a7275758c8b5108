/** Decision 0013: what an entry says, and what one person may see of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PatientCaller, SystemCaller } from '#disclosure';
import { sealUnderGrant } from '#disclosure/for-store';
import type { Compartment, ResourceNumber, VersionNumber } from '#kernel/identity-number.ts';
import type { NhsNumber } from '#kernel/nhs-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { canonicalJson, type JsonValue } from './canonical-json.ts';
import { leafContents } from './leaf.ts';
import { disclosureDraft, eventDraft } from './log-body.ts';
import { aPerson, aRequest, aSealedValue, compartmentOf } from './testing/a-sealed-value.ts';

const aPatient: PatientCaller = {
  kind: 'patient',
  subject: 'subject-1',
  issuer: 'https://identity.example',
  name: 'Ines Marlow',
  nhsNumber: '9990000018' as NhsNumber,
  birthDate: '1950-01-02',
  identityProofing: 'P9',
  authenticatedAtMs: 0,
};
const aSystem: SystemCaller = {
  kind: 'system',
  clientId: 'connector',
  organisation: 'ZXB02' as OdsCode,
  organisationName: 'Ash Hill Hospital',
  scopes: [],
};

test('an entry is canonical JSON for every kind of caller and event, so that a hash over it can be made again', () => {
  const requests = [aRequest(), aRequest({ caller: aPatient }), aRequest({ caller: aSystem })];
  for (const request of requests) {
    const grounds = { persons: [4, 2], kind: 'persons' as const, itemCount: 5 };
    const sealed = [aSealedValue(request, 'one', grounds), aSealedValue(request, 'two', { persons: [2] })];
    const bodies = [
      disclosureDraft(request, sealed, 'search', { pages: 2, first: true, words: 'é' })!.body,
      disclosureDraft(request, [], 'search', undefined)!.body,
      eventDraft(request, { kind: 'break-glass', outcome: 'done', persons: [aPerson(3)], reason: 'collapsed' }).body,
      eventDraft({ requestId: 'r', route: 'POST /sign-in', atMs: 1 }, { kind: 'sign-in', outcome: 'failed' }).body,
    ];
    for (const body of bodies) assert.equal(canonicalJson(JSON.parse(body) as JsonValue), body);
  }
});

test('a search names each person whom its items are about, once, and nobody else', () => {
  const request = aRequest();
  const sealed = aSealedValue(request, 'list', { kind: 'persons', persons: [9, 3, 5], itemCount: 2 });
  assert.deepEqual(disclosureDraft(request, [sealed, sealed], 'search', undefined)!.persons, [3, 9]);
});

test('opening a person record that shows nothing is a look at that person all the same', () => {
  const request = aRequest();
  const draft = disclosureDraft(
    request,
    [aSealedValue(request, '', { persons: [7], itemCount: 0 })],
    'disclosure',
    undefined,
  );
  assert.deepEqual(draft!.persons, [7]);
});

test('an item about a person whom the grant does not name cannot be logged', () => {
  const request = aRequest();
  const { grant } = aSealedValue(request, '', { persons: [7] });
  const stray = [{ compartment: compartmentOf(8), type: 3, number: 1 as ResourceNumber, version: 1 as VersionNumber }];
  assert.equal(disclosureDraft(request, [sealUnderGrant(grant, '', stray)], 'disclosure', undefined), undefined);
  const shelf = [{ ...stray[0]!, compartment: 12 as Compartment }];
  const draft = disclosureDraft(request, [sealUnderGrant(grant, '', shelf)], 'disclosure', undefined);
  assert.equal(JSON.parse(draft!.body).withoutPerson.items, 1, 'a resource about nobody is not a stray');
});

test('a grant of another request is a bug, so that no disclosure is put to the wrong caller', () => {
  const sealed = aSealedValue(aRequest(), '', { persons: [7] });
  assert.throws(() => disclosureDraft(aRequest(), [sealed], 'disclosure', undefined), /another request/);
});

test('no person sees in their own leaf who else was in the same search', () => {
  const request = aRequest();
  const sealed = aSealedValue(request, '', { kind: 'persons', persons: [90_001, 90_002], itemCount: 5 });
  const draft = disclosureDraft(request, [sealed], 'search', undefined)!;
  const [first, second] = leafContents(draft.body, draft.persons);
  assert.deepEqual([first!.person, second!.person], [90_001, 90_002]);
  assert.match(first!.content, /"items":3/);
  assert.match(second!.content, /"items":2/);
  for (const { body, content } of [first!, second!]) assert.doesNotMatch(body + content, /9000[12]/);
  assert.doesNotMatch(first!.body, /Fenwick/, 'the name is committed to apart from the rest');
  assert.match(first!.caller, /Fenwick/);
});

test('the digest is over each version once, in order, however the answer was put together', () => {
  const request = aRequest();
  const one = aSealedValue(request, '', { persons: [7], itemCount: 6 });
  const turned = sealUnderGrant(one.grant, '', [...one.items].reverse());
  const digestOf = (sealed: readonly (typeof one)[]) =>
    JSON.parse(disclosureDraft(request, sealed, 'disclosure', undefined)!.body).persons[0].digest;
  assert.equal(digestOf([turned, one]), digestOf([one]));
  assert.notEqual(digestOf([sealUnderGrant(one.grant, '', one.items.slice(1))]), digestOf([one]));
});

test('a value that the database would refuse is a bug here, before it can harm the entries it shares a statement with', () => {
  const event = { kind: 'write', outcome: 'done' } as const;
  assert.throws(() => eventDraft(aRequest({ requestId: 'a\u0000b' }), event), /request id/);
  assert.throws(() => eventDraft(aRequest({ atMs: 1.5 }), event), /milliseconds/);
  assert.throws(() => eventDraft(aRequest(), { ...event, persons: [aPerson(0)] }), /person number/);
  assert.throws(() => eventDraft(aRequest(), { ...event, detail: { '7': 1 } }), /plain name/);
  assert.match(eventDraft(aRequest(), { ...event, reason: 'a\u0000\ud800' }).body, /a\\u0000\\ud800/);
});
