/**
 * Files a transaction Bundle, all or nothing, in a number of round trips that does not grow with its entries. The source
 * owns what it sends: it can change only its own, and its patients are its own records, linked by the index.
 */
import type { Bundle, Patient } from 'fhir/r4.js';
import type { Source } from '#directory';
import type { PersonNumber } from '#disclosure';
import type { PatientCompartment } from '#fhir/patient-compartment.ts';
import type { ReferenceWalk } from '#fhir/reference-walk.ts';
import { type Resource, type ResourceType, resourceTypeNumber } from '#fhir/resource-types.ts';
import type { Flaw } from '#kernel/fault.ts';
import { hashNumber } from '#kernel/hash-number.ts';
import {
  type Compartment,
  isShelf,
  numberText,
  parseResourceId,
  resourceIdText,
  type VersionNumber,
} from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { demographicsOf, linkRecord } from '#patient-index';
import type { DatabaseTransaction } from '#platform';
import { noteRelationships, relationshipsOf } from '#privacy';
import { type LocatedResource, locateByIdentifier, locateByNumber, type ResourceToWrite, resourceState } from '#store';
import { answerBundle, type FiledEntry, filedEntries } from './answer-bundle.ts';
import { recordFault } from './faults.ts';
import {
  conditionalReferences,
  conditionHash,
  conditionKey,
  entryId,
  namedIds,
  type PlacedEntry,
  placeEntries,
  type ReadEntry,
  readEntries,
} from './plan-bundle.ts';
import { prepareResource } from './prepare-resource.ts';
import type { WriteDependencies } from './write-dependencies.ts';
import { writeWithLabels } from './write-with-labels.ts';

export interface BundleDependencies extends WriteDependencies {
  readonly patientCompartment: PatientCompartment;
  readonly referenceWalk: ReferenceWalk;
}

export interface BundleContribution {
  readonly source: Source;
  readonly bundle: Bundle;
  readonly receivedAtMs: number;
  readonly origin?: number;
  /** Its resources were found valid a moment ago. */
  readonly isValidated?: true;
}

export interface BundleResult {
  readonly response: Bundle;
  /** One for each entry, in their order. */
  readonly entries: readonly FiledEntry[];
  readonly compartments: readonly Compartment[];
  readonly written: number;
}

interface Filing {
  readonly deps: BundleDependencies;
  readonly transaction: DatabaseTransaction;
  readonly contribution: BundleContribution;
  readonly version: VersionNumber;
}

function validateEntries(deps: BundleDependencies, entries: readonly ReadEntry[]): Flaw[] {
  return entries.flatMap((entry) =>
    entry.resource === undefined
      ? []
      : deps
          .validate(entry.resource)
          .map((flaw) => ({ place: `Bundle.entry[${entry.index}].resource: ${flaw.place}`, rule: flaw.rule })),
  );
}

async function locateNamed(
  filing: Filing,
  entries: readonly ReadEntry[],
): Promise<ReadonlyMap<string, LocatedResource>> {
  const ids = namedIds(entries, filing.deps.patientCompartment);
  const keys = ids.flatMap((id) => parseResourceId(id) ?? []);
  const rows = await locateByNumber(filing.transaction, keys);
  return new Map(rows.map((row) => [resourceIdText(row.compartment, row.number), row]));
}

interface Wanted {
  readonly type: ResourceType;
  readonly condition: { readonly system: string | undefined; readonly value: string };
}

async function locateConditions(filing: Filing, wanted: readonly Wanted[]): Promise<Map<string, LocatedResource[]>> {
  const found = new Map<string, LocatedResource[]>();
  if (wanted.length === 0) return found;
  const { number: source } = filing.contribution.source;
  const locks = new Set(
    wanted.map((one) => hashNumber(`${source}|${conditionKey(one.type, conditionHash(one.condition))}`)),
  );
  // Two writers of one source that create the same thing at once wait for each other, in one order: none waits for ever.
  await filing.transaction.unsafe(
    'select pg_advisory_xact_lock(key) from (select unnest(($1::text)::bigint[]) as key order by 1) as keys',
    [`{${[...locks].join(',')}}`],
    { prepare: true },
  );
  const rows = await locateByIdentifier(
    filing.transaction,
    filing.contribution.source.number,
    wanted.map((one) => ({ type: resourceTypeNumber(one.type), hash: conditionHash(one.condition) })),
  );
  for (const row of rows) {
    const key = `${row.type}|${row.valueHash}`;
    found.set(key, [...(found.get(key) ?? []), row]);
  }
  return found;
}

/** Replaces every reference to an entry or a condition by the id that was given (R4 3.1.0.11.2). */
function rewriteLinks(
  filing: Filing,
  placed: readonly PlacedEntry[],
  byCondition: ReadonlyMap<string, readonly LocatedResource[]>,
): Flaw[] {
  const flaws: Flaw[] = [];
  const idByUrl = new Map<string, string>();
  const idByCondition = new Map<string, string>();
  for (const entry of placed) {
    const reference = `${entry.type}/${entryId(entry)}`;
    if (entry.fullUrl !== undefined) idByUrl.set(entry.fullUrl, reference);
    if (entry.condition !== undefined)
      idByCondition.set(conditionKey(entry.type, conditionHash(entry.condition)), reference);
  }
  for (const [key, rows] of byCondition)
    if (rows.length === 1 && !idByCondition.has(key))
      idByCondition.set(key, resourceIdText(rows[0]!.compartment, rows[0]!.number));
  for (const entry of placed) {
    if (entry.resource === undefined || entry.isAlreadyThere) continue;
    filing.deps.referenceWalk.rewriteReferences(entry.resource, (text, kind) => {
      const known = idByUrl.get(text);
      if (known !== undefined) return known;
      if (kind !== 'reference' || !text.includes('?')) return undefined;
      const [conditional] = conditionalReferences([text]);
      if (conditional === undefined) return undefined;
      const key = conditional.condition && conditionKey(conditional.type, conditionHash(conditional.condition));
      const id = key === undefined ? undefined : idByCondition.get(key);
      if (id !== undefined) return id.includes('/') ? id : `${conditional.type}/${id}`;
      flaws.push({
        place: `Bundle.entry[${entry.index}].resource`,
        rule: 'a conditional reference matches no single resource of this source',
      });
      return undefined;
    });
  }
  return flaws;
}

function checkVersions(placed: readonly PlacedEntry[]): Flaw[] {
  return placed.flatMap((entry) => {
    if (entry.ifMatch === undefined || entry.replaces === undefined) return [];
    return entry.ifMatch === `W/"${numberText(entry.replaces.version)}"`
      ? []
      : [{ place: `Bundle.entry[${entry.index}].request.ifMatch`, rule: 'is not the present version' }];
  });
}

function rowOf(filing: Filing, entry: PlacedEntry): ResourceToWrite | undefined {
  if (entry.isAlreadyThere) return undefined;
  const { source, origin } = filing.contribution;
  const isDeletion = entry.method === 'DELETE';
  if (isDeletion && entry.replaces?.state === resourceState.deleted) return undefined;
  const resource = isDeletion ? (JSON.parse(entry.replaces!.body) as Resource) : entry.resource!;
  return prepareResource(filing.deps, {
    resource,
    compartment: entry.compartment,
    number: entry.number,
    supersedes: entry.replaces !== undefined,
    source,
    version: filing.version,
    state: isDeletion ? resourceState.deleted : resourceState.current,
    ...(origin === undefined ? {} : { origin }),
  });
}

/** Gives the records that these patients' records came to lie beside. */
async function linkPatients(filing: Filing, placed: readonly PlacedEntry[]): Promise<Compartment[]> {
  const beside: Compartment[] = [];
  for (const entry of placed) {
    if (entry.type !== 'Patient' || entry.resource === undefined || entry.isAlreadyThere) continue;
    const { newlyBeside } = await linkRecord(filing.transaction, {
      compartment: entry.compartment,
      source: filing.contribution.source.number,
      demographics: demographicsOf(entry.resource as unknown as Patient),
      version: filing.version,
      atMs: filing.contribution.receivedAtMs,
      newPerson: () => filing.deps.nextNumber() as PersonNumber,
    });
    beside.push(...newlyBeside);
  }
  return beside;
}

/** Codes of the organisations that this Bundle itself describes, by reference. */
function organisationCodes(placed: readonly PlacedEntry[]): ReadonlyMap<string, OdsCode> {
  const codes = new Map<string, OdsCode>();
  for (const entry of placed) {
    if (entry.type !== 'Organization') continue;
    const identifiers = entry.resource?.['identifier'] as { system?: string; value?: string }[] | undefined;
    const code = identifiers?.find((one) => one.system?.endsWith('/ods-organization-code'))?.value;
    if (code !== undefined) codes.set(`Organization/${entryId(entry)}`, code as OdsCode);
  }
  return codes;
}

async function noteWhatItShows(filing: Filing, placed: readonly PlacedEntry[]): Promise<void> {
  const codes = organisationCodes(placed);
  const relationships = placed.flatMap((entry) =>
    entry.resource === undefined || isShelf(entry.compartment)
      ? []
      : relationshipsOf({
          resource: entry.resource,
          compartment: entry.compartment,
          number: entry.number,
          contributor: filing.contribution.source.organisation,
          receivedAtMs: filing.contribution.receivedAtMs,
          organisationOf: (reference) => codes.get(reference),
        }),
  );
  const withdrawn = placed.filter((entry) => entry.method === 'DELETE');
  await noteRelationships(filing.transaction, relationships, withdrawn);
}

/** The Bundle's resources are changed in place (ids in references). Faults: RECORD-005 with every flaw by entry. */
export async function contributeBundle(
  deps: BundleDependencies,
  transaction: DatabaseTransaction,
  contribution: BundleContribution,
): Promise<Outcome<BundleResult>> {
  const read = readEntries(contribution.bundle);
  const flaws = [...read.flaws, ...(contribution.isValidated ? [] : validateEntries(deps, read.entries))];
  if (flaws.length > 0) return failed(recordFault('RECORD-005', flaws));
  const filing: Filing = { deps, transaction, contribution, version: deps.nextNumber() as VersionNumber };
  const byId = await locateNamed(filing, read.entries);
  const byCondition = await locateConditions(filing, wantedConditions(deps, read.entries));
  const { placed, flaws: placeFlaws } = placeEntries(read.entries, {
    source: contribution.source,
    patientCompartment: deps.patientCompartment,
    nextNumber: deps.nextNumber,
    byId,
    byCondition,
  });
  const late = [
    ...placeFlaws,
    ...checkVersions(placed),
    ...(placeFlaws.length > 0 ? [] : rewriteLinks(filing, placed, byCondition)),
  ];
  if (late.length > 0) return failed(recordFault('RECORD-005', late));
  const prepared = placed.flatMap((entry) => rowOf(filing, entry) ?? []);
  const rows = await writeWithLabels(transaction, prepared);
  await deps.outbox.note(transaction, rows);
  const beside = await linkPatients(filing, placed);
  await noteWhatItShows(filing, placed);
  const compartments = [...new Set([...placed.map((entry) => entry.compartment), ...beside])].filter(
    (compartment) => !isShelf(compartment),
  );
  const entries = filedEntries(placed, rows);
  return ok({ response: answerBundle(entries), entries, compartments, written: rows.length });
}

function wantedConditions(deps: BundleDependencies, entries: readonly ReadEntry[]): Wanted[] {
  return entries.flatMap((entry) => {
    const own = entry.condition === undefined ? [] : [{ type: entry.type, condition: entry.condition }];
    if (entry.resource === undefined) return own;
    const references = deps.referenceWalk.referencesIn(entry.resource).filter((text) => text.includes('?'));
    return [
      ...own,
      ...conditionalReferences(references).flatMap(({ type, condition }) =>
        condition === undefined ? [] : [{ type, condition }],
      ),
    ];
  });
}
