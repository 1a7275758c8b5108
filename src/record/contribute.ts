/**
 * Files what one message of a source says about one patient: in the caller's transaction, so that the message's own
 * state, the resources, the index and the relationships change together or not at all.
 */
import type { Patient, Provenance } from 'fhir/r4.js';
import type { Source } from '#directory';
import type { PersonNumber } from '#disclosure';
import { label } from '#disclosure';
import { type Resource, type ResourceType, resourceTypeOf } from '#fhir/resource-types.ts';
import { hashNumber } from '#kernel/hash-number.ts';
import { type Compartment, type ResourceNumber, resourceIdText, type VersionNumber } from '#kernel/identity-number.ts';
import {
  addLocalIdentifier,
  demographicsOf,
  findLocalRecord,
  type LocalIdentifier,
  linkRecord,
  mergeRecords,
} from '#patient-index';
import type { DatabaseTransaction } from '#platform';
import { noteRelationships, relationshipsOf } from '#privacy';
import {
  type LocatedResource,
  locateByNumber,
  locateBySourceKey,
  type ResourceState,
  resourceState,
  writeResources,
} from '#store';
import { prepareResource } from './prepare-resource.ts';
import { resolvePlaceholders } from './resolve-placeholders.ts';
import type { WriteDependencies } from './write-dependencies.ts';

/** What a change makes of a resource: undefined leaves it as it is. */
export interface ChangedResource {
  readonly resource: Resource;
  /** withdrawn: entered in error at the source, shown struck through; wrong-person: shown to nobody. */
  readonly state?: 'current' | 'withdrawn' | 'wrong-person';
}

export interface ResourceChange {
  /** The key by which the source knows it, such as `encounter|VN123`: the same key later means the same resource. */
  readonly key: string;
  /** `existing` is undefined when the source has not sent it before. References may say `@patient` or `@key:...`. */
  readonly change: (existing: Resource | undefined, isWithdrawn: boolean) => ChangedResource | undefined;
}

export interface Contribution {
  readonly source: Source;
  /** The message, as intake numbers it, and how Provenance names it. */
  readonly origin: {
    readonly number: number;
    readonly reference: string;
    readonly occurredAt?: string;
    readonly recordedAt?: string;
  };
  readonly receivedAtMs: number;
  readonly identifiers: readonly LocalIdentifier[];
  /** What the message says of the patient; `existing` is what this source said before. Undefined leaves it. */
  readonly patient: (existing: Patient | undefined) => Patient | undefined;
  readonly changes: readonly ResourceChange[];
  /** The source's own merge (A40, A34) or change of identifier (A47) that this message tells of. */
  readonly merge?: { readonly prior: readonly LocalIdentifier[]; readonly kind: 'merge' | 'change-identifier' };
}

export interface ContributionResult {
  readonly compartments: readonly Compartment[];
  readonly written: number;
}

interface Target {
  readonly compartment: Compartment;
  readonly existing: Patient | undefined;
  readonly isNew: boolean;
}

interface Filing {
  readonly deps: WriteDependencies;
  readonly transaction: DatabaseTransaction;
  readonly contribution: Contribution;
  readonly compartment: Compartment;
  readonly version: VersionNumber;
}

async function findTarget(
  deps: WriteDependencies,
  transaction: DatabaseTransaction,
  contribution: Contribution,
): Promise<Target> {
  const { source, identifiers } = contribution;
  const first = identifiers[0];
  if (first !== undefined)
    await transaction.unsafe(
      'select pg_advisory_xact_lock(7002, $1)',
      [hashNumber(`${source.number}|${first.authority}|${first.value}`) % 2147483647],
      { prepare: true },
    );
  const found = await findLocalRecord(transaction, source.number, identifiers);
  if (found === undefined) return { compartment: deps.nextNumber() as Compartment, existing: undefined, isNew: true };
  const [patient] = await locateByNumber(transaction, [
    { compartment: found, number: found as number as ResourceNumber },
  ]);
  return {
    compartment: found,
    existing: patient && (JSON.parse(patient.body) as Patient),
    isNew: patient === undefined,
  };
}

async function followMerge(filing: Filing): Promise<Compartment[]> {
  const { contribution, transaction, compartment } = filing;
  if (contribution.merge === undefined) return [];
  const prior = await findLocalRecord(transaction, contribution.source.number, contribution.merge.prior);
  if (prior !== undefined && prior !== compartment) {
    await mergeRecords(transaction, { surviving: compartment, merged: prior, atMs: contribution.receivedAtMs });
    return [prior];
  }
  if (prior === undefined)
    await addLocalIdentifier(
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

interface PlannedChange {
  readonly change: ChangedResource;
  readonly number: ResourceNumber;
  readonly keyHash: number;
  readonly supersedes: boolean;
}

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
    const before = existing === undefined ? undefined : (JSON.parse(existing.body) as Resource);
    const change = wanted.change(before, existing?.state === resourceState.withdrawn);
    const number = existing?.number ?? (filing.deps.nextNumber() as ResourceNumber);
    const type = change?.resource.resourceType ?? (existing && resourceTypeOf(existing.type));
    if (type !== undefined) idByKey.set(wanted.key, `${type}/${resourceIdText(filing.compartment, number)}`);
    if (change !== undefined) planned.push({ change, number, keyHash, supersedes: existing !== undefined });
  }
  return { planned, idByKey };
}

/** A Provenance per message (PRSB Provenance 1.2): who sent it, when it happened, was recorded, was received. */
function provenanceOf(filing: Filing, targets: readonly string[]): Provenance {
  const { contribution } = filing;
  const { organisation } = contribution.source;
  return {
    resourceType: 'Provenance',
    target: targets.map((reference) => ({ reference })),
    ...(contribution.origin.occurredAt === undefined ? {} : { occurredDateTime: contribution.origin.occurredAt }),
    recorded: contribution.origin.recordedAt ?? new Date(contribution.receivedAtMs).toISOString(),
    extension: [
      {
        url: 'https://goldthread.example/StructureDefinition/received',
        valueInstant: new Date(contribution.receivedAtMs).toISOString(),
      },
    ],
    agent: [
      {
        type: {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type', code: 'transmitter' },
          ],
        },
        who: {
          identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: organisation.code },
          display: organisation.name,
        },
      },
    ],
    entity: [{ role: 'source', what: { identifier: { value: contribution.origin.reference } } }],
  };
}

async function linkPatient(filing: Filing, patient: Patient): Promise<void> {
  const { contribution, deps } = filing;
  const demographics = demographicsOf(patient);
  const localIdentifiers = contribution.identifiers;
  await linkRecord(filing.transaction, {
    compartment: filing.compartment,
    source: contribution.source.number,
    demographics: { ...demographics, localIdentifiers },
    version: filing.version,
    atMs: contribution.receivedAtMs,
    newPerson: () => deps.nextNumber() as PersonNumber,
  });
}

async function noteWhatItShows(
  filing: Filing,
  rows: readonly { resource: Resource; number: number; isWithdrawn: boolean }[],
): Promise<void> {
  const { contribution, compartment } = filing;
  const relationships = rows
    .filter((row) => !row.isWithdrawn)
    .flatMap((row) =>
      relationshipsOf({
        resource: row.resource,
        compartment,
        number: row.number,
        contributor: contribution.source.organisation,
        receivedAtMs: contribution.receivedAtMs,
        organisationOf: () => undefined,
      }),
    );
  const withdrawn = rows.filter((row) => row.isWithdrawn).map((row) => ({ compartment, number: row.number }));
  await noteRelationships(filing.transaction, relationships, withdrawn);
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
  const patient = contribution.patient(target.existing);
  const keys = contribution.changes.map((change) => hashNumber(change.key));
  const located = target.isNew ? [] : await locateBySourceKey(transaction, [target.compartment], keys);
  const { planned, idByKey } = planChanges(filing, located);
  const patientReference = `Patient/${resourceIdText(target.compartment, target.compartment as number as ResourceNumber)}`;
  const toFile = planned.map((plan) => ({
    ...plan,
    resource: resolvePlaceholders(plan.change.resource, patientReference, idByKey),
  }));
  const rows = toFile.map((plan) =>
    prepareResource(deps.extract, {
      resource: plan.resource,
      compartment: target.compartment,
      number: plan.number,
      supersedes: plan.supersedes,
      source: contribution.source,
      version,
      state: stateOf[plan.change.state ?? 'current'],
      extraLabels: plan.change.state === 'wrong-person' ? label.wrongPerson : 0,
      sourceKey: plan.keyHash,
      origin: contribution.origin.number,
    }),
  );
  if (patient !== undefined)
    rows.unshift(
      prepareResource(deps.extract, {
        resource: patient as unknown as Resource,
        compartment: target.compartment,
        number: target.compartment as number as ResourceNumber,
        supersedes: !target.isNew,
        source: contribution.source,
        version,
        origin: contribution.origin.number,
      }),
    );
  if (rows.length > 0) rows.push(provenanceRow(filing, rows, patientReference));
  await writeResources(transaction, rows);
  if (patient !== undefined) await linkPatient(filing, patient);
  const merged = await followMerge(filing);
  await noteWhatItShows(filing, [
    ...(patient === undefined
      ? []
      : [{ resource: patient as unknown as Resource, number: target.compartment as number, isWithdrawn: false }]),
    ...toFile.map((plan) => ({
      resource: plan.resource,
      number: plan.number,
      isWithdrawn: (plan.change.state ?? 'current') !== 'current',
    })),
  ]);
  return { compartments: [target.compartment, ...merged], written: rows.length };
}

/** Hidden as the most hidden of what it speaks of: a Provenance must not tell that something is there. */
function provenanceRow(
  filing: Filing,
  rows: readonly { type: number; number: ResourceNumber; label: number }[],
  patientReference: string,
) {
  const targets = rows.map((row) => {
    const type: ResourceType = resourceTypeOf(row.type);
    return type === 'Patient' ? patientReference : `${type}/${resourceIdText(filing.compartment, row.number)}`;
  });
  return prepareResource(filing.deps.extract, {
    resource: provenanceOf(filing, targets) as unknown as Resource,
    compartment: filing.compartment,
    number: filing.deps.nextNumber() as ResourceNumber,
    supersedes: false,
    source: filing.contribution.source,
    version: filing.version,
    extraLabels: rows.reduce((bits, row) => bits | row.label, 0),
    origin: filing.contribution.origin.number,
  });
}
