/** The memory of bulk imports: a line that was filed, and whose resource stands as it made it, need not be filed again. */

import type { Bundle, BundleEntry } from 'fhir/r4.js';
import type { SourceNumber } from '#disclosure';
import type { ReferenceWalk } from '#fhir/reference-walk.ts';
import {
  isResourceType,
  type Resource,
  type ResourceType,
  resourceTypeNumber,
  resourceTypeOf,
} from '#fhir/resource-types.ts';
import { parseExactJson } from '#fhir/written-digits.ts';
import { hashNumber } from '#kernel/hash-number.ts';
import {
  type Compartment,
  numberText,
  parseResourceId,
  parseVersionId,
  type ResourceNumber,
  resourceIdText,
} from '#kernel/identity-number.ts';
import { type Database, numberArray } from '#platform';
import type { Store } from '#store';

export interface ImportedLine {
  readonly type: ResourceType;
  /** As the source chose it. */
  readonly id: string;
  readonly text: string;
}

export interface FiledLine extends ImportedLine {
  /** `Type/id/_history/version`, as the transaction answered. */
  readonly location: string;
}

export interface ImportDependencies {
  readonly database: Database;
  readonly store: Pick<Store, 'presentVersions'>;
  readonly referenceWalk: ReferenceWalk;
}

interface Row {
  type: number;
  id: string;
  line_hash: number;
  compartment: Compartment;
  number: ResourceNumber;
  version: number;
}

function keyOf(type: number, id: string): string {
  return `${type}|${id}`;
}

interface Key {
  readonly type: ResourceType;
  readonly id: string;
}

async function selectLines(
  { database }: ImportDependencies,
  source: SourceNumber,
  keys: readonly Key[],
): Promise<Row[]> {
  if (keys.length === 0) return [];
  return database.sql.unsafe<Row[]>(
    `select type, id, line_hash, compartment, number, version from record.import_line
     where source = $1 and (type, id) in (select * from rows from (unnest(($2::text)::smallint[]), unnest($3::text[])) as key)`,
    [source, numberArray(keys.map(({ type }) => resourceTypeNumber(type))), keys.map(({ id }) => id)],
    { prepare: true },
  );
}

/** What an import knows before it files some lines. */
export interface LinesToFile {
  /** Those whose resource stands as the same line made it. Deleted or changed since, a line is filed again. */
  readonly unchanged: ReadonlySet<ImportedLine>;
  /** The others as a transaction, anew at each call: filing changes what it is given. */
  readonly bundleOf: (lines: readonly ImportedLine[]) => Bundle;
}

const localForm = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/;

/** What the lines refer to, by the source's own ids. */
function referredKeys(walk: ReferenceWalk, lines: readonly ImportedLine[]): Key[] {
  const keys = new Map<string, Key>();
  for (const { text } of lines)
    for (const reference of walk.referencesIn(JSON.parse(text) as Resource)) {
      const [, type = '', id = ''] = localForm.exec(reference) ?? [];
      if (isResourceType(type)) keys.set(reference, { type, id });
    }
  return [...keys.values()];
}

/**
 * Ids are the source's own: what was imported under one before is updated, if nobody changed it meanwhile, and referred to;
 * what was not, or was deleted since, is created.
 */
async function linesToFile(
  deps: ImportDependencies,
  source: SourceNumber,
  lines: readonly ImportedLine[],
): Promise<LinesToFile> {
  const rows = await selectLines(deps, source, [...lines, ...referredKeys(deps.referenceWalk, lines)]);
  const present = await deps.store.presentVersions(rows);
  const known = new Map<string, { readonly row: Row; readonly version: number; readonly regionId: string }>(
    rows.flatMap((row) => {
      const version = present.get(`${row.compartment}|${row.number}`);
      const regionId = resourceIdText(row.compartment, row.number);
      return version === undefined
        ? []
        : [[`${resourceTypeOf(row.type)}/${row.id}`, { row, version, regionId }] as const];
    }),
  );
  const entryOf = ({ type, id, text }: ImportedLine): BundleEntry => {
    const resource = parseExactJson(text) as Resource;
    deps.referenceWalk.rewriteReferences(resource, (reference, kind) => {
      const target = kind === 'reference' ? known.get(reference) : undefined;
      return target === undefined ? undefined : `${resourceTypeOf(target.row.type)}/${target.regionId}`;
    });
    const before = known.get(`${type}/${id}`);
    const fullUrl = `${type}/${id}`;
    // Created under the id that the source chose, which from then on leads to it (decision 18).
    if (before === undefined) return { fullUrl, resource: resource as never, request: { method: 'PUT', url: fullUrl } };
    const ifMatch = `W/"${numberText(before.version)}"`;
    return {
      fullUrl,
      resource: { ...resource, id: before.regionId } as never,
      request: { method: 'PUT', url: `${type}/${before.regionId}`, ifMatch },
    };
  };
  const unchanged = lines.filter(({ type, id, text }) => {
    const before = known.get(`${type}/${id}`);
    return before !== undefined && before.row.line_hash === hashNumber(text) && before.row.version === before.version;
  });
  return {
    unchanged: new Set(unchanged),
    bundleOf: (chosen) => ({ resourceType: 'Bundle', type: 'transaction', entry: chosen.map(entryOf) }),
  };
}

/** After the commit: were this lost, the line would be filed once more. */
async function noteLines(deps: ImportDependencies, source: SourceNumber, lines: readonly FiledLine[]): Promise<void> {
  const rows = new Map<string, (number | string)[]>();
  for (const { type, id, text, location } of lines) {
    const [, regionId = '', , version = ''] = location.split('/');
    const address = parseResourceId(regionId);
    const made = parseVersionId(version);
    if (address === undefined || made === undefined) continue;
    const number = resourceTypeNumber(type);
    rows.set(keyOf(number, id), [number, id, hashNumber(text), address.compartment, address.number, made]);
  }
  if (rows.size === 0) return;
  const all = [...rows.values()];
  const column = (at: number): string => numberArray(all.map((row) => Number(row[at])));
  await deps.database.sql.unsafe(
    `insert into record.import_line (source, type, id, line_hash, compartment, number, version)
     select $1, * from rows from (unnest(($2::text)::smallint[]), unnest($3::text[]), unnest(($4::text)::bigint[]),
       unnest(($5::text)::bigint[]), unnest(($6::text)::bigint[]), unnest(($7::text)::bigint[])) as row
     on conflict (source, type, id) do update set line_hash = excluded.line_hash, compartment = excluded.compartment,
       number = excluded.number, version = excluded.version`,
    [source, column(0), all.map((row) => String(row[1])), column(2), column(3), column(4), column(5)],
    { prepare: true },
  );
}

export function createImporting(deps: ImportDependencies) {
  return {
    prepare: (source: SourceNumber, lines: readonly ImportedLine[]) => linesToFile(deps, source, lines),
    note: (source: SourceNumber, lines: readonly FiledLine[]) => noteLines(deps, source, lines),
  };
}
