/**
 * Files a transaction Bundle, all or nothing, in a number of round trips that does not grow with its entries. The source
 * owns what it sends: it can change only its own, and its patients are its own records, linked by the index.
 */

import type { Bundle, Patient } from 'fhir/r4.js';
import type { PersonNumber } from '#disclosure';
import type { ElementForms } from '#fhir/patch/fhirpath-patch.ts';
import { applyPatch } from '#fhir/patch/read-patch.ts';
import { type Resource, resourceTypeNumber } from '#fhir/resource-types.ts';
import { parseExactJson } from '#fhir/written-digits.ts';
import { type Compartment, isShelf, numberTimeMs, type VersionNumber } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { demographicsOf, linkRecord } from '#patient-index';
import { type DatabaseTransaction, flatMapInTurns } from '#platform';
import { followSeals, noteRelationships, relationshipsOf } from '#privacy';
import { type ResourceToWrite, resourceState, writeClientIds } from '#store';
import { type RecordFaultCode, recordFault } from '../faults.ts';
import { followRecords } from '../follow-records.ts';
import { prepareResource } from '../prepare-resource.ts';
import { writeWithLabels } from '../write-with-labels.ts';
import { answerBundle, type FiledEntry, filedEntries } from './answer-bundle.ts';
import type { BundleDependencies, BundleFiling, Contributor } from './bundle-filing.ts';
import { checkVersions } from './check-versions.ts';
import { keepSecurity } from './keep-security.ts';
import { linkEntries } from './link-entries.ts';
import { locateEntries, locatePatched } from './locate-entries.ts';
import { entryId, isGone, type PlacedEntry, type Placing, placeEntries, targetFinder } from './place-entries.ts';
import { type EntryFlaw, isClientId, type ReadEntry, readEntries } from './read-entries.ts';
import { strikeOut } from './strike-out.ts';

export interface BundleContribution extends Contributor {
  readonly bundle: Bundle;
  /** Its GET and HEAD are answered by the caller, once it is filed and before it is committed. */
  readonly hasReadings?: true;
}

export interface BundleResult {
  readonly response: Bundle;
  /** One for each writing entry, in their order. */
  readonly entries: readonly FiledEntry[];
  readonly compartments: readonly Compartment[];
  readonly written: number;
  /** Whether something was filed under an id that its source chose. */
  readonly choseIds: boolean;
}

function validateEntries(
  deps: BundleDependencies,
  entries: readonly ReadEntry[],
  isWanted: (entry: ReadEntry) => boolean,
): Promise<readonly EntryFlaw[]> {
  return flatMapInTurns(entries, (entry) =>
    entry.resource === undefined || !isWanted(entry)
      ? []
      : deps.validate(entry.resource).map(({ place, rule, isOfProfile }) => ({
          place: `Bundle.entry[${entry.index}].resource: ${place}`,
          rule,
          ...(isOfProfile === true ? { code: 'RECORD-020' as const } : {}),
        })),
  );
}

/** PATCH entries become updates: what is there now, changed. */
function patchEntries(
  placing: Placing & { readonly forms: ElementForms | undefined },
  entries: readonly ReadEntry[],
  flaws: EntryFlaw[],
): ReadEntry[] {
  const { forms } = placing;
  if (entries.every((entry) => entry.patch === undefined)) return [...entries];
  if (forms === undefined) throw new Error('a patch came from elsewhere than the API');
  const targetOf = targetFinder(placing, entries);
  return entries.map((entry) => {
    if (entry.patch === undefined) return entry;
    const row = targetOf(entry);
    if (row === undefined) return entry;
    const patched = applyPatch(parseExactJson(row.body) as Resource, entry.patch, forms);
    if (patched.ok) return { ...entry, resource: patched.value };
    flaws.push(
      ...patched.flaws.map((flaw) => ({
        place: `Bundle.entry[${entry.index}].resource: ${flaw.place}`,
        rule: flaw.rule,
        code: 'RECORD-013' as const,
      })),
    );
    return entry;
  });
}

/** As it is filed: with the labels that stand. */
function resourceOf({ resource, replaces }: PlacedEntry): Resource {
  return keepSecurity(resource!, replaces);
}

function rowOf(filing: BundleFiling, entry: PlacedEntry): ResourceToWrite | undefined {
  if (entry.isAlreadyThere) return undefined;
  const { source, origin } = filing.contribution;
  const isDeletion = entry.method === 'DELETE';
  if (isDeletion && isGone(entry.replaces)) return undefined;
  const resource = isDeletion ? strikeOut(parseExactJson(entry.replaces!.body) as Resource) : resourceOf(entry);
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

/** Ids that the source chose for what is new. */
async function noteClientIds(filing: BundleFiling, chosen: readonly PlacedEntry[]): Promise<void> {
  await writeClientIds(
    filing.transaction,
    filing.contribution.source.number,
    chosen.map(({ type, id, compartment, number }) => ({
      type: resourceTypeNumber(type),
      clientId: id!,
      compartment,
      number,
    })),
  );
}

/** Gives the other records of which whoever looks at one has news. */
async function linkPatients(filing: BundleFiling, placed: readonly PlacedEntry[]): Promise<Compartment[]> {
  const beside: Compartment[] = [];
  for (const entry of placed) {
    if (entry.type !== 'Patient' || entry.resource === undefined || entry.isAlreadyThere) continue;
    const linked = await linkRecord(filing.transaction, {
      compartment: entry.compartment,
      source: filing.contribution.source.number,
      demographics: demographicsOf(resourceOf(entry) as unknown as Patient),
      version: filing.version,
      atMs: filing.contribution.receivedAtMs,
      newPerson: () => filing.deps.nextNumber() as PersonNumber,
    });
    const { cameFrom, person, compartments, newlyWithoutPlace } = linked;
    await followRecords(filing, { moved: { from: cameFrom, to: person, compartments }, newlyWithoutPlace });
    beside.push(...linked.othersWithNews);
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

async function noteWhatItShows(filing: BundleFiling, placed: readonly PlacedEntry[]): Promise<void> {
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
  await noteRelationships(filing.transaction, {
    relationships,
    withdrawn,
    knownFromMs: numberTimeMs(filing.version),
  });
}

/** A transaction that fails by its conditions alone says so (412), or by rules alone (422), as an interaction of its own would. */
const codesOfWhole: ReadonlySet<RecordFaultCode | undefined> = new Set([
  'RECORD-004',
  'RECORD-007',
  'RECORD-012',
  'RECORD-020',
]);

function codeOf(flaws: readonly EntryFlaw[]): RecordFaultCode {
  const codes = new Set(flaws.map(({ code }) => code));
  const [code] = codes;
  return codes.size === 1 && code !== undefined && codesOfWhole.has(code) ? code : 'RECORD-005';
}

/** Deleting by a condition is off unless the operator allows it: one wrong condition, and something else is gone. */
function refusedDeletions({ api }: Contributor, sent: readonly ReadEntry[]): EntryFlaw[] {
  if (api?.isConditionalDeleteAllowed === true) return [];
  return sent
    .filter(({ method, condition }) => method === 'DELETE' && condition !== undefined)
    .map(({ index }) => ({ place: `Bundle.entry[${index}].request.url`, rule: 'must name what to delete by its id' }));
}

/** Files entries that are read already. Faults: RECORD-005 with every flaw by entry, or one code that all have. */
export async function fileEntries(
  deps: BundleDependencies,
  transaction: DatabaseTransaction,
  contribution: Contributor,
  sent: readonly ReadEntry[],
): Promise<Outcome<BundleResult>> {
  const early = [
    ...(await validateEntries(deps, sent, () => contribution.isShared !== true)),
    ...refusedDeletions(contribution, sent),
  ];
  if (early.length > 0) return failed(recordFault(codeOf(early), early));
  const filing: BundleFiling = { deps, transaction, contribution, version: deps.nextNumber() as VersionNumber };
  const located = await locateEntries(filing, sent);
  const { source } = contribution;
  const placing: Placing = {
    source: source.number,
    ownSources: new Set(deps.directory.sourcesOf(source.organisation.code).map((one) => one.number)),
    patientCompartment: deps.patientCompartment,
    nextNumber: deps.nextNumber,
    isShared: contribution.isShared ?? false,
    located,
  };
  const flaws: EntryFlaw[] = [];
  const entries = patchEntries({ ...placing, forms: contribution.api?.elementForms }, sent, flaws);
  for (const flaw of await validateEntries(deps, entries, (entry) => entry.method === 'PATCH')) flaws.push(flaw);
  if (flaws.length > 0) return failed(recordFault(codeOf(flaws), flaws));
  if (entries.some((entry) => entry.method === 'PATCH')) await locatePatched(filing, located, entries);
  const { placed, flaws: placeFlaws } = placeEntries(entries, placing);
  const late = [
    ...placeFlaws,
    ...checkVersions(placed, contribution.isVersionRequired ?? false),
    ...(placeFlaws.length > 0 ? [] : linkEntries(filing, placed, located)),
  ];
  if (late.length > 0) return failed(recordFault(codeOf(late), late));
  return write(filing, entries, placed);
}

async function write(
  filing: BundleFiling,
  entries: readonly ReadEntry[],
  placed: readonly PlacedEntry[],
): Promise<Outcome<BundleResult>> {
  const prepared = await flatMapInTurns(placed, (entry) => rowOf(filing, entry) ?? []);
  const chosen = placed.filter(({ id, replaces }) => id !== undefined && replaces === undefined && isClientId(id));
  const [{ rows, links }] = await Promise.all([
    writeWithLabels(filing.transaction, prepared),
    noteClientIds(filing, chosen),
  ]);
  await filing.deps.outbox.note(filing.transaction, rows);
  const beside = await linkPatients(filing, placed);
  // After all that locks who is who: what counts a person's changes is locked last, by everybody (decision 65).
  await Promise.all([followSeals(filing.transaction, links), noteWhatItShows(filing, placed)]);
  const compartments = [...new Set([...placed.map((entry) => entry.compartment), ...beside])].filter(
    (compartment) => !isShelf(compartment),
  );
  const filed = filedEntries(entries, placed, rows);
  return ok({
    response: answerBundle(filed),
    entries: filed,
    compartments,
    written: rows.length,
    choseIds: chosen.length > 0,
  });
}

/** The Bundle's resources are changed in place (ids in references). Faults: RECORD-005 with every flaw by entry. */
export async function contributeBundle(
  deps: BundleDependencies,
  transaction: DatabaseTransaction,
  contribution: BundleContribution,
): Promise<Outcome<BundleResult>> {
  const read = readEntries(contribution.bundle, contribution.hasReadings === true);
  if (read.flaws.length > 0) {
    const flaws = [...read.flaws, ...(await validateEntries(deps, read.entries, () => true))];
    return failed(recordFault('RECORD-005', flaws));
  }
  return fileEntries(deps, transaction, contribution, read.entries);
}
