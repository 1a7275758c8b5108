/** A file of an export: read while it is fetched, one resource a line. */
import { isResourceType } from '#fhir/resource-types.ts';
import type { Job } from '#jobs';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { ApiResource, ExportFile, ReadSearch } from '#record';
import { recordFault } from '#record';
import type { Answer } from '../answer.ts';
import type { ApiCall, InteractionDependencies } from '../api-call.ts';
import { idOf, typeOf } from '../assemble-bundle.ts';
import { chooseElements } from '../choose-elements.ts';
import { faultAnswer } from '../fault-to-operation-outcome.ts';
import { narrowToScopes } from '../narrow-to-scopes.ts';
import { contributingSource } from '../write-interactions.ts';
import { type ExportRequest, type ExportSet, exportKind, isWanted, readSet, sinceOf } from './export.ts';
import { bulkFault } from './faults.ts';
import { readTypeFilter } from './read-export-parameters.ts';

/** Slabs of so many files are in memory at most; half of them of one client, since nobody has to read what they fetch. */
const filesAtOnce = 8;
const filesOfOneAtOnce = 4;
/** By whose they are. */
const filesOpen: string[] = [];

function isFull(owner: string): boolean {
  return filesOpen.length >= filesAtOnce || filesOpen.filter((one) => one === owner).length >= filesOfOneAtOnce;
}

const newLine = Buffer.from('\n');

function elementsOf(asked: ExportRequest, type: string): string[] | undefined {
  const named = asked.elements?.flatMap((one) => {
    const [first = '', second] = one.split('.');
    return second === undefined ? [first] : first === type ? [second] : [];
  });
  // Elements of other types only: this type is whole ("_elements" of Bulk Data 2.0).
  return named === undefined || named.length === 0 ? undefined : named;
}

function deletionOf(resource: ApiResource): Buffer {
  const entry = [{ request: { method: 'DELETE', url: `${typeOf(resource)}/${idOf(resource)}` } }];
  return Buffer.from(JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }));
}

interface FileLines {
  readonly owner: string;
  readonly slabs: AsyncIterable<Outcome<readonly ApiResource[]>>;
  readonly line: (resource: ApiResource) => Buffer;
  /** In the ids that the client's own feed chose, as every answer to it (decision 18). */
  readonly show: (lines: readonly Buffer[]) => Promise<readonly Buffer[]>;
}

async function* linesIn({ owner, slabs, line, show }: FileLines): AsyncGenerator<Uint8Array> {
  filesOpen.push(owner);
  try {
    for await (const slab of slabs) {
      // Thrown into the stream: a file that can't be logged to its end must not look whole.
      if (!slab.ok) throw new Error(`the export was cut off: ${slab.fault.code}`);
      yield Buffer.concat((await show(slab.value.map(line))).flatMap((text) => [text, newLine]));
    }
  } finally {
    filesOpen.splice(filesOpen.indexOf(owner), 1);
  }
}

function fileOf(
  deps: InteractionDependencies,
  call: ApiCall,
  asked: ExportRequest,
  set: { readonly contents: ExportSet; readonly type: string; readonly job: string },
): Outcome<ExportFile> {
  const { contents, type, job } = set;
  const wanted = isWanted(call, asked);
  const changedSince = sinceOf(asked);
  const given = { compartments: contents.compartments, job, ...(changedSince === undefined ? {} : { changedSince }) };
  if (type === 'deleted' && changedSince !== undefined)
    return ok({ ...given, type, deletedTypes: contents.deletedTypes.filter(wanted), filters: [] });
  if (!isResourceType(type) || !contents.types.includes(type) || !wanted(type))
    return failed(recordFault('RECORD-002'));
  const filters: ReadSearch[] = [];
  for (const text of asked.typeFilters.filter((one) => one.startsWith(`${type}?`))) {
    const read = readTypeFilter(deps.readSearch, text);
    if (!read.ok) return read;
    filters.push(read.value);
  }
  return ok({ ...given, type, filters });
}

export async function answerExportPart(deps: InteractionDependencies, call: ApiCall, job: Job): Promise<Answer> {
  if (job.kind !== exportKind) throw new Error('not an export');
  const asked = job.request as unknown as ExportRequest;
  const [number = '', type = ''] = call.versionId.split('.');
  const contents = await readSet(deps, job, Number(number));
  if (!contents.ok) return faultAnswer(contents.fault);
  const file = fileOf(deps, call, asked, { contents: contents.value, type, job: job.id });
  if (!file.ok) return faultAnswer(file.fault);
  if (isFull(job.owner)) return faultAnswer(bulkFault('BULK-003'));
  const elements = elementsOf(asked, type);
  const chosen = chooseElements(deps.definitions, elements === undefined ? {} : { elements });
  const line = type === 'deleted' ? deletionOf : (resource: ApiResource) => chosen(resource).body;
  // Cut down to what the token that fetches lets through of each type, as every reading is.
  const slabs = deps.record.exporting.readFile(narrowToScopes(deps, { scope: 'r' }, call).request, file.value);
  const source = contributingSource(deps, call);
  const show: FileLines['show'] = async (texts) =>
    source.ok ? deps.record.clientIds.show(source.value.number, texts) : texts;
  return {
    status: 200,
    headers: { 'content-type': 'application/fhir+ndjson' },
    stream: linesIn({ owner: job.owner, slabs, line, show }),
  };
}
