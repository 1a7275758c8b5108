/** A release in the shape of RF2, with concepts that mean nothing: no content of SNOMED CT is part of this project. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CodeSystem, CodeSystemConcept } from 'fhir/r4.js';

const isA = '116680003';
const name = { full: '900000000000003001', synonym: '900000000000013009' };
const preferred = '900000000000548007';
const british = '900000000000508004';
const module = '900000000000207008';

export interface InventedConcept {
  readonly code: string;
  readonly display: string;
  readonly parents: readonly number[];
  readonly isActive: boolean;
  /** Value of the invented attribute 99900011. */
  readonly colour: number | undefined;
  readonly isMember: boolean;
}

export const attribute = '99900011';
/** The second concept is the reference set. */
export const referenceSetPlace = 1;

const syllables = ['zor', 'blat', 'frim', 'quel', 'nack', 'tuv', 'ardo', 'wip'];

/** The same for the same size: each concept has one to three parents before it, and every seventh is inactive. */
export function inventConcepts(count: number): readonly InventedConcept[] {
  let state = 12_345;
  const random = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  return Array.from({ length: count }, (_, place) => {
    const parents = new Set<number>();
    if (place > 0) for (let index = random(3); index >= 0; index--) parents.add(random(place));
    const words = [syllables[random(8)], syllables[random(8)], String(place)];
    return {
      code: String(99_900_100 + place * 10),
      display: `${words.join(' ')} finding`,
      parents: place % 7 === 6 ? [] : [...parents],
      isActive: place % 7 !== 6,
      colour: place % 5 === 0 && place > 0 ? random(place) : undefined,
      isMember: place % 11 === 3,
    };
  });
}

function table(header: string, rows: readonly (readonly (string | number)[])[]): string {
  return [header, ...rows.map((row) => row.join('\t'))].join('\r\n');
}

/** Writes the snapshot files into `folder`, in two folders as an edition comes. */
export async function writeInventedRelease(folder: string, concepts: readonly InventedConcept[]): Promise<void> {
  const terminology = join(folder, 'Snapshot', 'Terminology');
  const reference = join(folder, 'Snapshot', 'Refset', 'Language');
  await Promise.all([terminology, reference].map((path) => mkdir(path, { recursive: true })));
  const write = (path: string, header: string, rows: readonly (readonly (string | number)[])[]) =>
    writeFile(path, table(header, rows));
  const status = (one: InventedConcept) => (one.isActive ? 1 : 0);
  const codeAt = (place: number): string => concepts[place]!.code;
  await write(
    join(terminology, 'sct2_Concept_Snapshot_ZZ_20260401.txt'),
    'id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId',
    concepts.map((one) => [one.code, 20260401, status(one), module, '900000000000074008']),
  );
  await write(
    join(terminology, 'sct2_Description_Snapshot-en_ZZ_20260401.txt'),
    'id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId',
    concepts.flatMap((one, place) => [
      [`1${place}`, 20260401, 1, module, one.code, 'en', name.full, `${one.display} (invention)`, ''],
      [`2${place}`, 20260401, 1, module, one.code, 'en', name.synonym, `Other ${one.display}`, ''],
      [`3${place}`, 20260401, 1, module, one.code, 'en', name.synonym, one.display, ''],
      [`4${place}`, 20260401, 0, module, one.code, 'en', name.synonym, 'withdrawn word', ''],
      [`5${place}`, 20260401, 1, module, one.code, 'cy', name.synonym, `Canfyddiad ${place}`, ''],
    ]),
  );
  await write(
    join(terminology, 'sct2_Relationship_Snapshot_ZZ_20260401.txt'),
    'id\teffectiveTime\tactive\tmoduleId\tsourceId\tdestinationId\trelationshipGroup\ttypeId\tcharacteristicTypeId\tmodifierId',
    concepts.flatMap((one, place) => [
      ...one.parents.map((parent) => [
        `6${place}`,
        20260401,
        1,
        module,
        one.code,
        codeAt(parent),
        0,
        isA,
        '900000000000011006',
        '',
      ]),
      ...(one.colour === undefined
        ? []
        : [[`7${place}`, 20260401, 1, module, one.code, codeAt(one.colour), 1, attribute, '900000000000011006', '']]),
      [`8${place}`, 20260401, 0, module, codeAt(0), one.code, 0, isA, '900000000000011006', ''],
      [`9${place}`, 20260401, 1, module, codeAt(0), one.code, 0, isA, '900000000000010007', ''],
    ]),
  );
  await write(
    join(reference, 'der2_cRefset_LanguageSnapshot-en_ZZ_20260401.txt'),
    'id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId\tacceptabilityId',
    concepts.map((_, place) => [`l${place}`, 20260401, 1, module, british, `3${place}`, preferred]),
  );
  await write(
    join(folder, 'Snapshot', 'Refset', 'der2_Refset_SimpleSnapshot_ZZ_20260401.txt'),
    'id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId',
    concepts.flatMap((one, place) =>
      one.isMember ? [[`m${place}`, 20260401, 1, module, codeAt(referenceSetPlace), one.code]] : [],
    ),
  );
}

/** The same as a resource, to ask both the same questions. */
export function asCodeSystem(concepts: readonly InventedConcept[]): CodeSystem {
  return {
    resourceType: 'CodeSystem',
    status: 'active',
    content: 'complete',
    url: 'http://snomed.info/sct',
    concept: concepts.map(
      (one): CodeSystemConcept => ({
        code: one.code,
        display: one.display,
        designation: [
          { value: `${one.display} (invention)` },
          { value: `Other ${one.display}` },
          { language: 'cy', value: `Canfyddiad ${concepts.indexOf(one)}` },
        ],
        property: [
          { code: 'inactive', valueBoolean: !one.isActive },
          ...one.parents.map((parent) => ({ code: 'parent', valueCode: concepts[parent]!.code })),
          ...(one.colour === undefined ? [] : [{ code: attribute, valueCode: concepts[one.colour]!.code }]),
        ],
      }),
    ),
  };
}
