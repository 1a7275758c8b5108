/**
 * Brings what was filed before a definition into the index, in the background: a batch at a time, each of which commits by
 * itself, from its last place on when it was interrupted. What is filed meanwhile is indexed by who files it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { SearchValueExtractor } from '#fhir/extract-search-values.ts';
import type { Resource } from '#fhir/resource-types.ts';
import { resourceTypeNumber, resourceTypes } from '#fhir/resource-types.ts';
import { searchBasesOf } from '#fhir/search-parameters.ts';
import type { Compartment } from '#kernel/identity-number.ts';
import type { Database } from '#platform';
import { type IndexPlace, type RowToHash, rehashRow, rehashRows, sourcesWithRows } from '#store';
import { clinicalTimeOf } from '../clinical-time.ts';
import { type RowHashes, rowHashes } from '../search-hashes.ts';
import { haveEndedBefore, nextTransaction, type StoredParameter } from './parameter-rows.ts';

/** Where the work stands; JSON. */
export interface IndexProgress {
  readonly [name: string]: unknown;
  /** All who may have written without the definition have a lower transaction. */
  readonly transaction: string;
  readonly type: number;
  readonly source: number;
  readonly after?: IndexPlace;
  readonly indexed: number;
}

export interface IndexDependencies {
  readonly database: Database;
  /** With the region's own parameters. */
  readonly extract: SearchValueExtractor;
}

export interface IndexRun {
  /** The numbers of the types whose rows are hashed. */
  readonly types: readonly number[];
  /** Notes how many are done; false where the work is not wanted any more. */
  noteIndexed(count: number): Promise<boolean>;
  readonly checkpoint: IndexProgress | undefined;
  /** Keeps how far it is, and throws when the work is to be put down. */
  report(progress: string, checkpoint: IndexProgress): Promise<void>;
}

const batchRows = 200;
/** A request that read the old definitions begins its transaction well within this. */
const settleMs = 2_000;

/** The hashes that a row would be filed with today. */
export function hashesOfRow(extract: SearchValueExtractor, row: Pick<RowToHash, 'body' | 'compartment'>): RowHashes {
  const resource = JSON.parse(row.body) as Resource;
  const compartment = row.compartment as Compartment;
  return rowHashes({ resource, compartment, time: clinicalTimeOf(resource) }, extract(resource));
}

export function typesOf({ resource }: StoredParameter): number[] {
  const bases = resource.base as readonly string[];
  return resourceTypes
    .filter((type) => searchBasesOf(type).some((base) => bases.includes(base)))
    .map(resourceTypeNumber)
    .sort((one, other) => one - other);
}

async function begin({ database }: IndexDependencies, run: IndexRun): Promise<IndexProgress> {
  if (run.checkpoint !== undefined) return run.checkpoint;
  await pause(settleMs);
  return { transaction: await nextTransaction(database), type: -1, source: -1, indexed: 0 };
}

async function settle({ database }: IndexDependencies, run: IndexRun, at: IndexProgress): Promise<void> {
  while (!(await haveEndedBefore(database, at.transaction))) {
    await run.report('waiting for writes that were under way', at);
    await pause(200);
  }
}

/** The rows of one source and type, from a place on. Undefined: it is not wanted any more. */
async function indexOne(
  deps: IndexDependencies,
  run: IndexRun,
  from: IndexProgress,
): Promise<IndexProgress | undefined> {
  const hashesOf = (row: RowToHash): RowHashes => hashesOfRow(deps.extract, row);
  let at = from;
  for (;;) {
    const { source, type, after } = at;
    const place = after === undefined ? {} : { after };
    const batch = await rehashRows(deps.database, { source, type, ...place, limit: batchRows }, hashesOf);
    for (const one of batch.passedOver) await rehashRow(deps.database, one, hashesOf);
    const { after: _after, ...rest } = at;
    at = { ...rest, indexed: at.indexed + batch.seen, ...(batch.next === undefined ? {} : { after: batch.next }) };
    if (!(await run.noteIndexed(at.indexed))) return undefined;
    await run.report(`${at.indexed} resources indexed`, at);
    if (batch.next === undefined) return at;
  }
}

/** False when it is not wanted any more. Types are in the order of their numbers. */
export async function indexRows(deps: IndexDependencies, run: IndexRun): Promise<boolean> {
  const begun = await begin(deps, run);
  let at = begun;
  await settle(deps, run, at);
  const sources = await sourcesWithRows(deps.database);
  for (const type of run.types.filter((one) => one >= begun.type))
    for (const source of sources) {
      if (type === begun.type && source < begun.source) continue;
      const isResumed = type === begun.type && source === begun.source;
      const { after: _after, ...rest } = at;
      const done = await indexOne(deps, run, isResumed ? at : { ...rest, type, source });
      if (done === undefined) return false;
      at = done;
    }
  return true;
}
