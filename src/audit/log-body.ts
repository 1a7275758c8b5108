/**
 * What the log keeps of one request, as canonical JSON (decision 0013). Whole once, in the entry; and as each person may
 * see it: their own line only, since one search names many persons and none of them may learn of the others.
 */
import { hash } from 'node:crypto';
import {
  AccessGrant,
  type Caller,
  type DisclosedItem,
  type GrantGround,
  type PersonNumber,
  type RequestContext,
  type Sealed,
} from '#disclosure';
import { isShelf } from '#kernel/identity-number.ts';
import type { EventRequest, LogDetail, LogEvent } from './log-event.ts';

/** An entry that is ready to be appended. */
export interface EntryDraft {
  readonly atMs: number;
  readonly requestId: string;
  readonly kind: string;
  /** Ascending, each once; empty when it concerns nobody. */
  readonly persons: readonly PersonNumber[];
  readonly body: string;
}

/** The members of these shapes stand in the order of RFC 8785, so that `JSON.stringify` writes the canonical form. */
interface Line {
  readonly decidedBy: readonly string[] | undefined;
  readonly digest?: string;
  readonly items?: number;
  readonly lawfulBasis: readonly string[] | undefined;
  readonly person?: PersonNumber | undefined;
  readonly reason: string | undefined;
  readonly relationship: string | undefined;
  readonly types?: readonly number[];
}

interface Content {
  readonly detail: LogDetail | undefined;
  readonly outcome: 'disclosed' | LogEvent['outcome'];
  readonly persons: readonly Line[];
  /** What belongs to no person: practitioners, or the ground of an answer that named nobody. */
  readonly withoutPerson: Line | undefined;
}

interface Gathered {
  readonly grounds: Set<GrantGround>;
  readonly itemTexts: string[];
  readonly types: Set<number>;
}

interface Disclosed {
  readonly byPerson: Map<PersonNumber, Gathered>;
  readonly nobody: Gathered;
}

/** What sealed values disclose, person by person; undefined when an item belongs to a person whom no grant names. */
function gather(request: RequestContext, sealed: readonly Sealed<unknown>[]): Disclosed | undefined {
  const byPerson = new Map<PersonNumber, Gathered>();
  const nobody: Gathered = { grounds: new Set(), itemTexts: [], types: new Set() };
  for (const { grant, items } of sealed) {
    AccessGrant.check(grant, request.atMs);
    if (grant.request.requestId !== request.requestId) throw new Error('the grant was made for another request');
    if (grant.kind === 'person') {
      for (const person of grant.personByCompartment.values()) gatheredFor(byPerson, person).grounds.add(grant.ground);
    } else if (items.length === 0) {
      nobody.grounds.add(grant.ground);
    }
    for (const item of items) {
      const person = grant.personByCompartment.get(item.compartment);
      if (person === undefined && !isShelf(item.compartment)) return undefined;
      const gathered = person === undefined ? nobody : gatheredFor(byPerson, person);
      gathered.grounds.add(grant.ground);
      gathered.itemTexts.push(itemText(item));
      gathered.types.add(item.type);
    }
  }
  return { byPerson, nobody };
}

/** The entry of a disclosure; undefined when an item belongs to a person whom no grant names. */
export function disclosureDraft(
  request: RequestContext,
  sealed: readonly Sealed<unknown>[],
  kind: string,
  detail: LogDetail | undefined,
): EntryDraft | undefined {
  const disclosed = gather(request, sealed);
  if (disclosed === undefined) return undefined;
  const { byPerson, nobody } = disclosed;
  const persons = [...byPerson.keys()].sort((one, other) => one - other);
  return draft(request, kind, persons, {
    detail,
    outcome: 'disclosed',
    persons: persons.map((person) => gatheredLine(gatheredFor(byPerson, person), person)),
    withoutPerson: nobody.grounds.size === 0 ? undefined : gatheredLine(nobody, undefined),
  });
}

function eventLine(event: LogEvent, person: PersonNumber | undefined): Line {
  const { decidedBy, lawfulBasis, reason, relationship } = event;
  return { decidedBy, lawfulBasis, person, reason, relationship };
}

/**
 * The one entry of a request that did something and sends something back, such as a create that answers with the
 * resource: the event, and for each person what was disclosed. Undefined as above.
 */
export function eventAndDisclosureDraft(
  request: RequestContext,
  event: LogEvent,
  sealed: readonly Sealed<unknown>[],
): EntryDraft | undefined {
  const disclosed = gather(request, sealed);
  if (disclosed === undefined) return undefined;
  const { byPerson, nobody } = disclosed;
  const persons = [...new Set([...(event.persons ?? []), ...byPerson.keys()])].sort((one, other) => one - other);
  return draft(request, event.kind, persons, {
    detail: event.detail,
    outcome: event.outcome,
    persons: persons.map((person) => {
      const gathered = byPerson.get(person);
      return gathered === undefined || gathered.itemTexts.length === 0
        ? eventLine(event, person)
        : gatheredLine(gathered, person);
    }),
    withoutPerson:
      nobody.itemTexts.length > 0
        ? gatheredLine(nobody, undefined)
        : persons.length === 0
          ? eventLine(event, undefined)
          : undefined,
  });
}

/** The entry of anything else: a refusal, a sign-in. */
export function eventDraft(request: EventRequest, event: LogEvent): EntryDraft {
  const persons = [...new Set(event.persons ?? [])].sort((one, other) => one - other);
  const lineFor = (person: PersonNumber | undefined): Line => eventLine(event, person);
  return draft(request, event.kind, persons, {
    detail: event.detail,
    outcome: event.outcome,
    persons: persons.map(lineFor),
    withoutPerson: persons.length === 0 ? lineFor(undefined) : undefined,
  });
}

function draft(request: EventRequest, kind: string, persons: readonly PersonNumber[], content: Content): EntryDraft {
  const { requestId, route, atMs, caller, purpose } = request;
  if (!/^[\x21-\x7e]{1,200}$/.test(requestId)) throw new Error('a request id is 1 to 200 visible ASCII characters');
  // One value that the database refuses would take everybody else's entry of the batch with it.
  if (!Number.isSafeInteger(atMs)) throw new Error('the time of a request is in whole milliseconds');
  if (!persons.every((person) => Number.isSafeInteger(person) && person > 0)) throw new Error('not a person number');
  const body = JSON.stringify({
    caller: caller === undefined ? undefined : nameCaller(caller),
    detail: content.detail === undefined ? undefined : inOrder(content.detail),
    form: 1,
    kind,
    organisation: caller === undefined ? undefined : organisationOf(caller),
    outcome: content.outcome,
    persons: content.persons,
    purpose,
    requestId,
    role: caller?.kind === 'staff' ? { code: caller.roleCode, name: caller.roleName } : undefined,
    route,
    withoutPerson: content.withoutPerson,
  });
  return { atMs, requestId, kind, persons, body };
}

function inOrder(detail: LogDetail): LogDetail {
  if (Object.keys(detail).some((name) => !/^[a-z][A-Za-z]*$/.test(name))) throw new Error('a detail has a plain name');
  return Object.fromEntries(Object.entries(detail).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function gatheredFor(byPerson: Map<PersonNumber, Gathered>, person: PersonNumber): Gathered {
  let gathered = byPerson.get(person);
  if (gathered === undefined) {
    gathered = { grounds: new Set(), itemTexts: [], types: new Set() };
    byPerson.set(person, gathered);
  }
  return gathered;
}

function gatheredLine(gathered: Gathered, person: PersonNumber | undefined): Line {
  const texts = gathered.itemTexts.sort().filter((text, index, all) => index === 0 || text !== all[index - 1]);
  const ground = mergedGround([...gathered.grounds]);
  return {
    decidedBy: ground.decidedBy,
    digest: hash('sha256', texts.join('\n'), 'hex'),
    items: texts.length,
    lawfulBasis: ground.lawfulBasis,
    person,
    reason: ground.reason,
    relationship: ground.relationship,
    types: [...gathered.types].sort((one, other) => one - other),
  };
}

/** One request may read a person under two grants (the record, and the list it was found in): the log keeps both. */
function mergedGround(grounds: readonly GrantGround[]): GrantGround {
  const [only] = grounds;
  if (grounds.length === 1 && only !== undefined) return only;
  const texts = (of: (ground: GrantGround) => readonly string[]) => [...new Set(grounds.flatMap(of))].sort();
  const relationship = texts((ground) => (ground.relationship === undefined ? [] : [ground.relationship])).join('; ');
  const reason = texts((ground) => (ground.reason === undefined ? [] : [ground.reason])).join('; ');
  return {
    decidedBy: texts((ground) => ground.decidedBy),
    lawfulBasis: texts((ground) => ground.lawfulBasis),
    ...(relationship === '' ? {} : { relationship }),
    ...(reason === '' ? {} : { reason }),
  };
}

function itemText(item: DisclosedItem): string {
  return `${item.type}/${item.compartment}/${item.number}/${item.version}`;
}

/** The name stands apart from role and organisation, so that the one can be withheld and the others still be proved. */
function nameCaller(caller: Caller) {
  switch (caller.kind) {
    case 'staff':
      return {
        app: appOf(caller),
        identifier: caller.staffId,
        issuer: caller.issuer,
        kind: 'staff',
        name: caller.name,
        vouchedForBy: caller.vouchedForBy,
      };
    case 'patient': {
      const { issuer, name, onBehalfOf, subject } = caller;
      const kind = onBehalfOf === undefined ? 'patient' : 'proxy';
      return { app: appOf(caller), identifier: subject, issuer, kind, name, onBehalfOf };
    }
    case 'system':
      return { identifier: caller.clientId, kind: caller.kind };
  }
}

/** An app looks as itself, on behalf of the person: the log names both. */
function appOf({ app }: Exclude<Caller, { kind: 'system' }>) {
  return app === undefined ? undefined : { identifier: app.clientId, name: app.name };
}

function organisationOf(caller: Caller) {
  return caller.kind === 'patient' ? undefined : { code: caller.organisation, name: caller.organisationName };
}
