/** Grants and sealed values for the tests of the log, made through the doors that only `privacy` and `store` may use. */
import type { GrantGround, PersonNumber, RequestContext, Sealed, StaffCaller } from '#disclosure';
import { type GrantContents, pressGrant } from '#disclosure/for-privacy';
import { sealUnderGrant } from '#disclosure/for-store';
import type { Compartment, ResourceNumber, VersionNumber } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';

export function aPerson(number: number): PersonNumber {
  return number as PersonNumber;
}

/** The compartment of a person's record in these tests: above the shelves. */
export function compartmentOf(person: number): Compartment {
  return (1_000_000 + person) as Compartment;
}

const aGp: StaffCaller = {
  kind: 'staff',
  staffId: '555000000001',
  issuer: 'https://identity.example',
  name: 'Dr Amara Fenwick',
  roleCode: 'R0260',
  roleName: 'General medical practitioner',
  organisation: 'ZXA01' as OdsCode,
  organisationName: 'Larkfield Surgery',
  authenticatedAtMs: 0,
};

let requestCount = 0;

export function aRequest(changes: Partial<RequestContext> = {}): RequestContext {
  requestCount++;
  return {
    requestId: `request-${process.pid}-${requestCount}`,
    caller: aGp,
    purpose: 'TREAT',
    route: 'GET /fhir/:type/:id',
    atMs: Date.UTC(2026, 10, 22, 9, 30),
    ...changes,
  };
}

const registeredGp: GrantGround = {
  decidedBy: ['D23'],
  relationship: 'registered-gp',
  lawfulBasis: ['s251B HSCA 2012', 'UK GDPR 6(1)(e)', 'UK GDPR 9(2)(h)'],
};

export interface SealedSetting {
  readonly kind?: GrantContents['kind'];
  readonly persons: readonly number[];
  /** One item each; the person of each comes round in turn. */
  readonly itemCount?: number;
  readonly ground?: GrantGround;
}

/** `text`, read under a fresh grant that names these persons. */
export function aSealedValue(request: RequestContext, text: string, setting: SealedSetting): Sealed<string> {
  const { persons, itemCount = persons.length, kind = 'person', ground = registeredGp } = setting;
  const grant = pressGrant({
    kind,
    request,
    rules: [],
    ground,
    personByCompartment: new Map(persons.map((person) => [compartmentOf(person), aPerson(person)])),
    stripLocation: false,
    expiresAtMs: Number.MAX_SAFE_INTEGER,
  });
  const items = Array.from({ length: itemCount }, (_, index) => ({
    compartment: compartmentOf(persons[index % persons.length]!),
    type: 3 + (index % 2),
    number: (7_000 + index) as ResourceNumber,
    version: (9_000 + index) as VersionNumber,
  }));
  return sealUnderGrant(grant, text, items);
}
