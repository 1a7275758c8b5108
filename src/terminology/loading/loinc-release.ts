/** Reads a LOINC release (CSV): `Loinc.csv`, and the hierarchy in `ComponentHierarchyBySystem.csv` when it is there. */
import { basename } from 'node:path';
import { type Outcome, ok } from '#kernel/outcome.ts';
import type { ConceptProperty, Designation } from '../concept-source.ts';
import { type ConceptBeforeHierarchy, codeSystemOf, type Release, refuseRelease, withAncestors } from './release.ts';
import { readQuoted, type TableRow } from './table-file.ts';

const loincFile = /^Loinc\.csv$/i;
const hierarchyFile = /^ComponentHierarchyBySystem\.csv$/i;
/** Properties of LOINC's page in R4 (4.2.4), by column. */
const propertyColumns = [
  'COMPONENT',
  'PROPERTY',
  'TIME_ASPCT',
  'SYSTEM',
  'SCALE_TYP',
  'METHOD_TYP',
  'CLASS',
  'STATUS',
  'CLASSTYPE',
  'ORDER_OBS',
];

export function isLoincRelease(files: readonly string[]): boolean {
  return files.some((path) => loincFile.test(basename(path)));
}

function designationsOf(row: TableRow): Designation[] {
  return (['LONG_COMMON_NAME', 'SHORTNAME', 'CONSUMER_NAME'] as const).flatMap((column) =>
    row(column) === ''
      ? []
      : [{ language: 'en-US', use: { system: 'http://loinc.org', code: column, display: column }, text: row(column) }],
  );
}

interface Gathered {
  readonly concept: Omit<ConceptBeforeHierarchy, 'parents'>;
  readonly parents: Set<number>;
}

class Gathering {
  readonly places = new Map<string, number>();
  readonly all: Gathered[] = [];

  add(concept: Gathered['concept']): number {
    const place = this.all.push({ concept, parents: new Set() }) - 1;
    this.places.set(concept.code, place);
    return place;
  }
}

async function gatherTerms(gathering: Gathering, path: string): Promise<string> {
  let newest = '';
  for await (const row of readQuoted(path)) {
    const properties = propertyColumns.flatMap((column): ConceptProperty[] =>
      row(column) === '' ? [] : [{ code: column, value: row(column), type: 'string' }],
    );
    const changed = row('VersionLastChanged');
    if (newest.localeCompare(changed, 'en', { numeric: true }) < 0) newest = changed;
    gathering.add({
      code: row('LOINC_NUM'),
      display: row('LONG_COMMON_NAME'),
      isInactive: row('STATUS') === 'DEPRECATED',
      isAbstract: false,
      memberOf: [],
      properties,
      designations: designationsOf(row),
    });
  }
  return newest;
}

/** Parts (LP...) come with the hierarchy only: they group and are no codes of results. */
async function gatherHierarchy(gathering: Gathering, path: string): Promise<void> {
  for await (const row of readQuoted(path)) {
    const code = row('CODE');
    const part = {
      code,
      display: row('CODE_TEXT'),
      isInactive: false,
      isAbstract: true,
      memberOf: [],
      properties: [],
      designations: [],
    };
    const place = gathering.places.get(code) ?? gathering.add(part);
    const parent = gathering.places.get(row('IMMEDIATE_PARENT'));
    if (parent !== undefined) gathering.all[place]!.parents.add(parent);
  }
}

/** Without `version`, the newest that a row was changed in. Fault TERMINOLOGY-008. */
export async function readLoincRelease(
  files: readonly string[],
  options: { readonly version?: string },
): Promise<Outcome<Release>> {
  const terms = files.find((path) => loincFile.test(basename(path)));
  if (terms === undefined) return refuseRelease('folder', 'must hold Loinc.csv');
  const gathering = new Gathering();
  const newest = await gatherTerms(gathering, terms);
  const hierarchy = files.find((path) => hierarchyFile.test(basename(path)));
  if (hierarchy !== undefined) await gatherHierarchy(gathering, hierarchy);
  const version = options.version ?? newest;
  if (gathering.all.length === 0 || version === '')
    return refuseRelease('Loinc.csv', 'must have rows with VersionLastChanged');
  const concepts = gathering.all.map(({ concept, parents }) => ({ ...concept, parents: [...parents] }));
  return ok({
    codeSystem: codeSystemOf({
      url: 'http://loinc.org',
      version,
      name: 'LOINC',
      title: 'LOINC',
      publisher: 'Regenstrief Institute, Inc.',
      copyright: 'LOINC is copyright Regenstrief Institute, Inc. and the LOINC Committee: http://loinc.org/license.',
      count: concepts.length,
    }),
    conceptCount: concepts.length,
    concepts: () => withAncestors(concepts),
  });
}
