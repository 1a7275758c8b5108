/**
 * One file of a bulk export, slab by slab: decided, read, logged, and only then handed on. Memory holds one slab; the
 * entry in the log of every person in it is durable before its first byte leaves (decision 20).
 */
import { openSealed, type RequestContext } from '#disclosure';
import { type ResourceType, resourceTypeNumber } from '#fhir/resource-types.ts';
import { type Compartment, isShelf, type VersionNumber } from '#kernel/identity-number.ts';
import { type Outcome, ok } from '#kernel/outcome.ts';
import type { SealedRows } from '#store';
import { type ApiDependencies, type ApiResource, apiResource } from '../answer-api.ts';
import { shownResource } from '../search/find/search-rows.ts';
import { isMatch } from '../search/match/is-match.ts';
import type { ReadSearch } from '../search/search-criterion.ts';
import { decideForSet, ownSources } from './walk-records.ts';

export interface ExportFile {
  readonly compartments: readonly Compartment[];
  /** `deleted`: what was deleted, of whichever of the types. */
  readonly type: ResourceType | 'deleted';
  /** The types of which deletions are told. */
  readonly deletedTypes?: readonly ResourceType[];
  readonly changedSince?: VersionNumber;
  /** A resource that any of these finds is in the file; all are when there is none. */
  readonly filters: readonly ReadSearch[];
  /** Of the job, for the log. */
  readonly job: string;
}

/** A slab aims at this many rows: some megabytes. */
const rowsPerSlab = 4_000;
const recordsPerSlabMax = 200;
const recordsPerSlabFirst = 25;

async function readSlab(
  deps: ApiDependencies,
  request: RequestContext,
  file: ExportFile,
  compartments: readonly Compartment[],
): Promise<SealedRows | undefined> {
  const { decision } = await decideForSet(deps, request, compartments);
  if (!decision.isGranted) return undefined;
  const { grant } = decision;
  const since = file.changedSince === undefined ? {} : { changedSince: file.changedSince };
  const sources = ownSources(deps, request);
  if (file.type === 'deleted') {
    const types = new Set<number>(file.deletedTypes?.map(resourceTypeNumber));
    const deleted = await deps.store.readDeleted(grant, { compartments, sources, ...since });
    return deleted.keep((rows) => rows.filter((row) => types.has(row.type)));
  }
  const types = [resourceTypeNumber(file.type)];
  const rows = await deps.store.readCompartments(grant, { compartments, types, ...since });
  const own = new Set<number>(sources);
  const context = { nowMs: deps.clock.now(), patientKey: (id: string) => id };
  return rows.keep((all) =>
    all.filter(
      (row) =>
        own.has(row.source) &&
        (file.filters.length === 0 ||
          file.filters.some((search) => isMatch(search, shownResource(grant, row), context))),
    ),
  );
}

/** Faults end the file: those of the log. A slab without rows leaves no entry, since it discloses nobody. */
export async function* readExport(
  deps: ApiDependencies,
  request: RequestContext,
  file: ExportFile,
): AsyncGenerator<Outcome<readonly ApiResource[]>> {
  const { compartments } = file;
  // Shelves are few rows in many compartments.
  let size = compartments.every(isShelf) ? compartments.length : recordsPerSlabFirst;
  let slab = 0;
  for (let at = 0; at < compartments.length; slab++) {
    const chosen = compartments.slice(at, at + size);
    at += chosen.length;
    const slabRequest = { ...request, requestId: `${request.requestId}/${slab}`, atMs: deps.clock.now() };
    const rows = await readSlab(deps, slabRequest, file, chosen);
    if (rows === undefined || rows.count === 0) continue;
    size = Math.max(1, Math.min(recordsPerSlabMax, Math.floor((chosen.length * rowsPerSlab) / rows.count)));
    const sealed = rows.sealAs((all) => all.map((row) => apiResource(rows.grant, row)));
    const receipt = await deps.audit.recordDisclosure(slabRequest, [sealed], {
      kind: 'export',
      detail: { job: file.job },
    });
    if (!receipt.ok) {
      yield receipt;
      return;
    }
    yield ok(openSealed(sealed, receipt.value));
  }
}
