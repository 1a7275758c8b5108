/**
 * Reads a SNOMED CT release (RF2, snapshot files) from a folder: concepts, descriptions, inferred relationships, language
 * and other reference sets. An edition that comes in several folders is read as one. Nothing of SNOMED CT is part of this
 * project: the few identifiers below are those that the release format itself is written in.
 */
import { basename } from 'node:path';
import { type Outcome, ok } from '#kernel/outcome.ts';
import type { ConceptProperty, Designation } from '../concept-source.ts';
import { snomedSystem } from '../expression-constraint.ts';
import { type ConceptBeforeHierarchy, codeSystemOf, type Release, refuseRelease, withAncestors } from './release.ts';
import { readTabbed } from './table-file.ts';

const isA = '116680003';
const fullySpecifiedName = '900000000000003001';
const synonym = '900000000000013009';
const textDefinition = '900000000000550004';
const preferred = '900000000000548007';
const inferred: ReadonlySet<string> = new Set(['900000000000011006', '900000000000006009']);
const fullyDefined = '900000000000073002';
const internationalEdition = '900000000000207008';
/** Language reference sets of British English, then of American: whose preferred term is shown when both have one. */
const languageOrder = ['999001261000000100', '900000000000508004', '900000000000509007'];

export interface SnomedOptions {
  /** Module of the edition; the international one when left out. */
  readonly edition?: string;
}

interface Description {
  readonly id: string;
  readonly language: string;
  readonly type: string;
  readonly term: string;
}

interface Gathering {
  readonly places: Map<string, number>;
  readonly concepts: {
    readonly code: string;
    readonly isActive: boolean;
    readonly properties: ConceptProperty[];
    readonly parents: Set<number>;
    readonly memberOf: Set<number>;
    readonly descriptions: Description[];
  }[];
  /** Language reference sets in which a description is preferred. */
  readonly preferredIn: Map<string, Set<string>>;
  newest: string;
}

function filesOf(files: readonly string[], form: RegExp): readonly string[] {
  return files.filter((path) => form.test(basename(path))).toSorted();
}

const conceptFile = /^x?sct2_Concept_[A-Za-z]*Snapshot.*\.txt$/;
const descriptionFile = /^x?sct2_(?:Description|TextDefinition)_[A-Za-z]*Snapshot.*\.txt$/;
const relationshipFile = /^x?sct2_Relationship_[A-Za-z]*Snapshot.*\.txt$/;
const languageFile = /^x?der2_cRefset_Language[A-Za-z]*Snapshot.*\.txt$/;
const referenceSetFile = /^x?der2_[a-z]*Refset_(?!Language)[A-Za-z]*Snapshot.*\.txt$/;

export function isSnomedRelease(files: readonly string[]): boolean {
  return filesOf(files, conceptFile).length > 0;
}

async function gatherConcepts(gathering: Gathering, files: readonly string[]): Promise<void> {
  for (const path of filesOf(files, conceptFile))
    for await (const row of readTabbed(path)) {
      const [code, time] = [row('id'), row('effectiveTime')];
      if (time > gathering.newest) gathering.newest = time;
      const place = gathering.places.get(code);
      const concept = {
        code,
        isActive: row('active') === '1',
        properties: [
          { code: 'effectiveTime', value: time, type: 'string' },
          { code: 'moduleId', value: row('moduleId'), type: 'code' },
          { code: 'sufficientlyDefined', value: row('definitionStatusId') === fullyDefined, type: 'boolean' },
        ] satisfies ConceptProperty[],
        parents: new Set<number>(),
        memberOf: new Set<number>(),
        descriptions: [],
      };
      // The same concept in two modules of one edition: the later state counts.
      if (place === undefined) gathering.places.set(code, gathering.concepts.push(concept) - 1);
      else if (String(gathering.concepts[place]!.properties[0]!.value) < time) gathering.concepts[place] = concept;
    }
}

async function gatherDescriptions(gathering: Gathering, files: readonly string[]): Promise<void> {
  for (const path of filesOf(files, descriptionFile))
    for await (const row of readTabbed(path)) {
      const place = gathering.places.get(row('conceptId'));
      if (place === undefined || row('active') !== '1') continue;
      const { descriptions } = gathering.concepts[place]!;
      descriptions.push({ id: row('id'), language: row('languageCode'), type: row('typeId'), term: row('term') });
    }
  for (const path of filesOf(files, languageFile))
    for await (const row of readTabbed(path)) {
      if (row('active') !== '1' || row('acceptabilityId') !== preferred) continue;
      const sets = gathering.preferredIn.get(row('referencedComponentId'));
      if (sets === undefined) gathering.preferredIn.set(row('referencedComponentId'), new Set([row('refsetId')]));
      else sets.add(row('refsetId'));
    }
}

async function gatherRelationships(gathering: Gathering, files: readonly string[]): Promise<void> {
  for (const path of filesOf(files, relationshipFile))
    for await (const row of readTabbed(path)) {
      if (row('active') !== '1' || !inferred.has(row('characteristicTypeId'))) continue;
      const from = gathering.places.get(row('sourceId'));
      const to = gathering.places.get(row('destinationId'));
      if (from === undefined || to === undefined) continue;
      const concept = gathering.concepts[from]!;
      if (row('typeId') === isA) concept.parents.add(to);
      else concept.properties.push({ code: row('typeId'), value: row('destinationId'), type: 'code' });
    }
}

async function gatherMembers(gathering: Gathering, files: readonly string[]): Promise<void> {
  for (const path of filesOf(files, referenceSetFile))
    for await (const row of readTabbed(path)) {
      if (row('active') !== '1') continue;
      const member = gathering.places.get(row('referencedComponentId'));
      const set = gathering.places.get(row('refsetId'));
      if (member !== undefined && set !== undefined) gathering.concepts[member]!.memberOf.add(set);
    }
}

function preferredTerm(gathering: Gathering, descriptions: readonly Description[]): string | undefined {
  const synonyms = descriptions.filter(({ type }) => type === synonym);
  for (const set of languageOrder) {
    const found = synonyms.find(({ id }) => gathering.preferredIn.get(id)?.has(set));
    if (found !== undefined) return found.term;
  }
  const inAny = synonyms.find(({ id }) => gathering.preferredIn.has(id));
  return (inAny ?? synonyms[0] ?? descriptions.find(({ type }) => type === fullySpecifiedName))?.term;
}

const useDisplays: Readonly<Record<string, string>> = {
  [fullySpecifiedName]: 'Fully specified name',
  [synonym]: 'Synonym',
};

function designationsOf(descriptions: readonly Description[]): Designation[] {
  return descriptions.flatMap(({ language, type, term }) =>
    type === textDefinition
      ? []
      : [{ language, use: { system: snomedSystem, code: type, display: useDisplays[type] ?? type }, text: term }],
  );
}

function conceptsOf(gathering: Gathering): ConceptBeforeHierarchy[] {
  return gathering.concepts.map(({ code, isActive, properties, parents, memberOf, descriptions }) => {
    const display = preferredTerm(gathering, descriptions);
    const definition = descriptions.find(({ type }) => type === textDefinition)?.term;
    return {
      code,
      ...(display === undefined ? {} : { display }),
      ...(definition === undefined ? {} : { definition }),
      isInactive: !isActive,
      isAbstract: false,
      parents: [...parents],
      memberOf: [...memberOf],
      properties,
      designations: designationsOf(descriptions),
    };
  });
}

/** Fault TERMINOLOGY-008 when a file that a release must have is missing. */
export async function readSnomedRelease(files: readonly string[], options: SnomedOptions): Promise<Outcome<Release>> {
  for (const [form, what] of [
    [conceptFile, 'concepts'],
    [descriptionFile, 'descriptions'],
    [relationshipFile, 'relationships'],
  ] as const)
    if (filesOf(files, form).length === 0) return refuseRelease('folder', `must hold the snapshot file of ${what}`);
  const gathering: Gathering = { places: new Map(), concepts: [], preferredIn: new Map(), newest: '' };
  await gatherConcepts(gathering, files);
  await gatherDescriptions(gathering, files);
  await gatherRelationships(gathering, files);
  await gatherMembers(gathering, files);
  const concepts = conceptsOf(gathering);
  if (concepts.length === 0 || !/^\d{8}$/.test(gathering.newest))
    return refuseRelease('concepts', 'must have rows with an effectiveTime');
  return ok({
    codeSystem: codeSystemOf({
      url: snomedSystem,
      version: `${snomedSystem}/${options.edition ?? internationalEdition}/version/${gathering.newest}`,
      name: 'SNOMED_CT',
      title: 'SNOMED CT',
      publisher: 'SNOMED International',
      copyright: 'SNOMED CT is used under the licence of whoever loaded it here.',
      count: concepts.length,
    }),
    conceptCount: concepts.length,
    concepts: () => withAncestors(concepts),
  });
}
