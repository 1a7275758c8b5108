/** What is loaded, as the catalogue knows it and as an operator is told. */
import type { Resource } from '#fhir/resource-types.ts';
import type { Database } from '#platform';
import type { KnownResource, TerminologyType } from '../catalogue.ts';
import { createStoredCodeSystem } from './stored-code-system.ts';

export interface LoadedDefinition {
  readonly type: TerminologyType;
  readonly url: string;
  readonly version: string;
  readonly isInternal: boolean;
  readonly origin: string;
  readonly conceptCount: number | undefined;
  readonly loadedMs: number;
}

interface DefinitionRow {
  readonly definition: number;
  readonly type: TerminologyType;
  readonly url: string;
  readonly version: string;
  readonly is_internal: boolean;
  readonly origin: string;
  readonly value_set: string | null;
  readonly concept_count: number | null;
  readonly loaded_ms: number;
}

async function readBody({ sql }: Database, definition: number): Promise<Resource> {
  const [row] = await sql<{ body: string }[]>`select body from terminology.definition where definition = ${definition}`;
  if (row === undefined) throw new Error('a loaded definition is gone while it was read');
  return JSON.parse(row.body) as Resource;
}

function nameOf(resource: Resource): string | undefined {
  return [resource['title'], resource['name']].find((name) => typeof name === 'string');
}

function knownResource(database: Database, row: DefinitionRow): KnownResource {
  const { definition, url, version, concept_count: conceptCount } = row;
  const read = (): Promise<Resource> => readBody(database, definition);
  return {
    type: row.type,
    url,
    version: version === '' ? undefined : version,
    isInternal: row.is_internal,
    read,
    ...(row.value_set === null ? {} : { valueSet: row.value_set }),
    ...(conceptCount === null
      ? {}
      : {
          source: async () => {
            const resource = await read();
            const name = nameOf(resource) ?? url;
            return createStoredCodeSystem(database, { definition, system: url, version, name, conceptCount });
          },
        }),
  };
}

async function readyRows({ sql }: Database): Promise<readonly DefinitionRow[]> {
  return sql<
    DefinitionRow[]
  >`select definition, type, url, version, is_internal, origin, value_set, concept_count, loaded_ms
    from terminology.definition where state = 'ready' order by type, url, version`;
}

/** `state` differs whenever something was loaded or taken out. */
export async function readLoaded(
  database: Database,
): Promise<{ readonly resources: readonly KnownResource[]; readonly state: string }> {
  const rows = await readyRows(database);
  return {
    resources: rows.map((row) => knownResource(database, row)),
    state: rows.map(({ definition }) => definition).join(','),
  };
}

export async function listLoaded(database: Database): Promise<readonly LoadedDefinition[]> {
  return (await readyRows(database)).map((row) => ({
    type: row.type,
    url: row.url,
    version: row.version,
    isInternal: row.is_internal,
    origin: row.origin,
    conceptCount: row.concept_count ?? undefined,
    loadedMs: row.loaded_ms,
  }));
}
