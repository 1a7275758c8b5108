/**
 * Files what one message of a source says about one patient: in the caller's transaction, so that the message's own
 * state, the resources, the index and the relationships change together or not at all.
 */

import type { Patient } from 'fhir/r4.js';
import type { PersonNumber } from '#disclosure';
import { label, sensitiveLabels } from '#disclosure';
import { type Resource, resourceTypeOf } from '#fhir/resource-types.ts';
import { exactJsonText, parseExactJson } from '#fhir/written-digits.ts';
import { hashNumber } from '#kernel/hash-number.ts';
import {
  type Compartment,
  numberTimeMs,
  type ResourceNumber,
  resourceIdText,
  type VersionNumber,
} from '#kernel/identity-number.ts';
import { addLocalIdentifiers, demographicsOf, findLocalRecord, linkRecord, mergeRecords } from '#patient-index';
import type { DatabaseTransaction } from '#platform';
import { followSeals, noteRelationships, relationshipsOf } from '#privacy';
import {
  inheritLabels,
  type LocatedResource,
  locateInCompartments,
  type ResourceState,
  type ResourceToWrite,
  resourceState,
  writeResources,
} from '#store';
import type { ChangedResource, Contribution } from './contribution.ts';
import { entryLinks } from './entry-links.ts';
import type { Filing, PlannedChange } from './filing.ts';
import { followRecords } from './follow-records.ts';
import { hideWhatSpokeOf, provenanceRow } from './message-provenance.ts';
import { prepareResource } from './prepare-resource.ts';
import { resolvePlaceholders } from './resolve-placeholders.ts';
import { spreadingLinks, spreadLabels } from './spread-labels.ts';
import type { WriteDependencies } from './write-dependencies.ts';

export interface ContributionResult {
  readonly compartments: readonly Compartment[];
  readonly written: number;
}

interface Target {
  readonly compartment: Compartment;
  readonly existing: Patient | undefined;
  readonly isNew: boolean;
  readonly located: readonly LocatedResource[];
}

async function findTarget(
  deps: WriteDependencies,
  transaction: DatabaseTransaction,
  contribution: Contribution,
): Promise<Target> {
  const { source, identifiers } = contribution;
  // Sent together, run in order: the lock is held before the record is looked for.
  const [, found] = await Promise.all([
    lockLocalPatient(transaction, contribution),
    findLocalRecord(transaction, source.number, identifiers),
  ]);
  if (found === undefined)
    return { compartment: deps.nextNumber() as Compartment, existing: undefined, isNew: true, located: [] };
  const { compartment } = found;
  const number = compartment as number as ResourceNumber;
  const sourceKeys = contribution.changes.map((change) => hashNumber(change.key));
  const located = await locateInCompartments(transaction, [compartment, ...found.merged], {
    numbers: [number],
    sourceKeys,
  });
  const patient = located.find((resource) => resource.number === number);
  return {
    compartment,
    existing: patient && (parseExactJson(patient.body) as Patient),
    isNew: patient === undefined,
    located,
  };
}

/** Two first messages about one local patient must not make two records. */
async function lockLocalPatient(
  transaction: DatabaseTransaction,
  { source, identifiers }: Contribution,
): Promise<void> {
  const [first] = identifiers;
  if (first === undefined) return;
  await transaction.unsafe(
    'select pg_advisory_xact_lock(7002, $1)',
    [hashNumber(`${source.number}|${first.authority}|${first.value}`) % 2147483647],
    { prepare: true },
  );
}

function contentText(resource: Resource): string {
  const { id: _id, meta, ...content } = resource;
  const {
    versionId: _version,
    lastUpdated: _updated,
    source: _source,
    ...kept
  } = (meta ?? {}) as Record<string, unknown>;
  return `${exactJsonText(content)}${JSON.stringify(kept)}`;
}

/** A message that repeats what stands already makes no new version. */
function isSame(before: Resource | undefined, after: Resource): boolean {
  return before !== undefined && contentText(before) === contentText(after);
}

async function followMerge(filing: Filing): Promise<Compartment[]> {
  const { contribution, transaction, compartment } = filing;
  if (contribution.merge === undefined) return [];
  const prior = await findLocalRecord(transaction, contribution.source.number, contribution.merge.prior);
  if (prior !== undefined && prior.compartment !== compartment) {
    const merged = prior.compartment;
    const atMs = contribution.receivedAtMs;
    const { relinked, newlyWithoutPlace } = await mergeRecords(transaction, { surviving: compartment, merged, atMs });
    const moved = relinked === undefined ? undefined : { ...relinked, from: [relinked.from] };
    await followRecords(filing, { moved, newlyWithoutPlace });
    return [merged, ...newlyWithoutPlace];
  }
  if (prior === undefined)
    await addLocalIdentifiers(
      transaction,
      { source: contribution.source.number, compartment },
      contribution.merge.prior,
    );
  return [];
}

const stateOf: Record<NonNullable<ChangedResource['state']>, ResourceState> = {
  current: resourceState.current,
  withdrawn: resourceState.withdrawn,
  'wrong-person': resourceState.withdrawn,
};

function planChanges(
  filing: Filing,
  located: readonly LocatedResource[],
): { planned: PlannedChange[]; idByKey: Map<string, string> } {
  const byKey = new Map(located.map((resource) => [resource.sourceKey, resource]));
  const idByKey = new Map<string, string>();
  const planned: PlannedChange[] = [];
  for (const wanted of filing.contribution.changes) {
    const keyHash = hashNumber(wanted.key);
    const existing = byKey.get(keyHash);
    const before = existing === undefined ? undefined : (parseExactJson(existing.body) as Resource);
    const change = wanted.change(before, existing?.state === resourceState.withdrawn);
    const number = existing?.number ?? (filing.deps.nextNumber() as ResourceNumber);
    const compartment = existing?.compartment ?? filing.compartment;
    const type = change?.resource.resourceType ?? (existing && resourceTypeOf(existing.type));
    if (type !== undefined) idByKey.set(wanted.key, `${type}/${resourceIdText(compartment, number)}`);
    if (change !== undefined)
      planned.push({
        change,
        number,
        keyHash,
        supersedes: existing !== undefined,
        compartment,
        before,
        stateBefore: existing?.state,
      });
  }
  return { planned, idByKey };
}

async function linkPatient(filing: Filing, patient: Patient): Promise<readonly Compartment[]> {
  const { contribution, deps } = filing;
  const demographics = demographicsOf(patient);
  const localIdentifiers = contribution.identifiers;
  const linked = await linkRecord(filing.transaction, {
    compartment: filing.compartment,
    source: contribution.source.number,
    demographics: { ...demographics, localIdentifiers },
    version: filing.version,
    atMs: contribution.receivedAtMs,
    newPerson: () => deps.nextNumber() as PersonNumber,
  });
  const { cameFrom, person, compartments, newlyWithoutPlace } = linked;
  await followRecords(filing, { moved: { from: cameFrom, to: person, compartments }, newlyWithoutPlace });
  return linked.othersWithNews;
}

type ChangeToFile = PlannedChange & { readonly resource: Resource };

async function noteWhatItShows(
  filing: Filing,
  patient: Patient | undefined,
  plans: readonly ChangeToFile[],
): Promise<void> {
  const { contribution, compartment } = filing;
  const ofPatient = { resource: patient as unknown as Resource, compartment, number: compartment as number };
  const rows = [
    ...(patient === undefined ? [] : [{ ...ofPatient, isWithdrawn: false }]),
    ...plans.map((plan) => ({
      resource: plan.resource,
      compartment: plan.compartment,
      number: plan.number,
      isWithdrawn: (plan.change.state ?? 'current') !== 'current',
    })),
  ];
  const relationships = rows
    .filter((row) => !row.isWithdrawn)
    .flatMap((row) =>
      relationshipsOf({
        resource: row.resource,
        compartment: row.compartment,
        number: row.number,
        contributor: contribution.source.organisation,
        receivedAtMs: contribution.receivedAtMs,
        organisationOf: () => undefined,
      }),
    );
  const withdrawn = rows.filter((row) => row.isWithdrawn);
  await noteRelationships(filing.transaction, {
    relationships,
    withdrawn,
    knownFromMs: numberTimeMs(filing.version),
  });
}

function changeRow(filing: Filing, plan: ChangeToFile): ResourceToWrite {
  return prepareResource(filing.deps, {
    resource: plan.resource,
    compartment: plan.compartment,
    number: plan.number,
    supersedes: plan.supersedes,
    source: filing.contribution.source,
    version: filing.version,
    state: stateOf[plan.change.state ?? 'current'],
    extraLabels: plan.change.state === 'wrong-person' ? label.wrongPerson : 0,
    sourceKey: plan.keyHash,
    origin: filing.contribution.origin.number,
  });
}

/** The Patient has the number of its compartment, so that it is found without being looked for. */
function patientRow(filing: Filing, patient: Patient, isNew: boolean): ResourceToWrite {
  return prepareResource(filing.deps, {
    resource: patient as unknown as Resource,
    compartment: filing.compartment,
    number: filing.compartment as number as ResourceNumber,
    supersedes: !isNew,
    source: filing.contribution.source,
    version: filing.version,
    origin: filing.contribution.origin.number,
  });
}

function patientReference(compartment: Compartment): string {
  return `Patient/${resourceIdText(compartment, compartment as number as ResourceNumber)}`;
}

/** Throws only on bugs and on a database that does not answer: the caller's transaction then leaves nothing behind. */
export async function contribute(
  deps: WriteDependencies,
  transaction: DatabaseTransaction,
  contribution: Contribution,
): Promise<ContributionResult> {
  const target = await findTarget(deps, transaction, contribution);
  const version = deps.nextNumber() as VersionNumber;
  const filing: Filing = { deps, transaction, contribution, compartment: target.compartment, version };
  const said = contribution.patient(target.existing);
  const isNews = said !== undefined && !isSame(target.existing as Resource | undefined, said as unknown as Resource);
  const patient = isNews ? said : undefined;
  const { planned, idByKey } = planChanges(filing, target.located);
  const toFile = planned
    .map((plan) => ({
      ...plan,
      resource: resolvePlaceholders(plan.change.resource, patientReference(plan.compartment), idByKey),
    }))
    .filter(
      (plan) =>
        plan.change.state === 'wrong-person' ||
        plan.stateBefore !== stateOf[plan.change.state ?? 'current'] ||
        !isSame(plan.before, plan.resource),
    );
  const own = patient === undefined ? [] : [patientRow(filing, patient, target.isNew)];
  const changed = [...own, ...toFile.map((plan) => changeRow(filing, plan))];
  const spreading = spreadingLinks(changed, entryLinks(changed));
  const rows = spreadLabels(changed, spreading);
  if (rows.length > 0) rows.push(provenanceRow(filing, rows));
  // Sent together, run in order: the change is noted after the locks of its rows are held.
  const written = Promise.all([
    writeResources(transaction, rows),
    inheritLabels(transaction, spreading, sensitiveLabels),
    deps.outbox.note(transaction, rows),
    hideWhatSpokeOf(filing, planned),
  ]);
  const linked = patient === undefined ? Promise.resolve([]) : linkPatient(filing, patient);
  const merged = linked.then(() => followMerge(filing));
  // After all that locks who is who: what counts a person's changes is locked last, by everybody (decision 65).
  const noted = merged.then(() =>
    Promise.all([noteWhatItShows(filing, patient, toFile), followSeals(transaction, entryLinks(rows))]),
  );
  const [, beside, withThem] = await Promise.all([written, linked, merged, noted]);
  return { compartments: [target.compartment, ...beside, ...withThem], written: rows.length };
}
