/**
 * Reads a release of the NHS dictionary of medicines and devices (dm+d, XML): virtual moieties, virtual and actual products
 * and packs. A product is below what it is a kind of (AMP, VMP, VTM; AMPP, VMPP); of what else it names, the number is a property.
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Outcome, ok } from '#kernel/outcome.ts';
import type { ConceptProperty, Designation } from '../concept-source.ts';
import { type ConceptBeforeHierarchy, codeSystemOf, type Release, refuseRelease, withAncestors } from './release.ts';

interface RowKind {
  readonly file: RegExp;
  readonly element: string;
  readonly id: string;
  readonly parents: readonly string[];
  readonly properties: readonly string[];
}

const kinds: readonly RowKind[] = [
  { file: /^f_vtm\d*_.*\.xml$/i, element: 'VTM', id: 'VTMID', parents: [], properties: [] },
  { file: /^f_vmp\d*_.*\.xml$/i, element: 'VMP', id: 'VPID', parents: ['VTMID'], properties: [] },
  { file: /^f_amp\d*_.*\.xml$/i, element: 'AMP', id: 'APID', parents: ['VPID'], properties: ['SUPPCD'] },
  { file: /^f_vmpp\d*_.*\.xml$/i, element: 'VMPP', id: 'VPPID', parents: [], properties: ['VPID'] },
  { file: /^f_ampp\d*_.*\.xml$/i, element: 'AMPP', id: 'APPID', parents: ['VPPID'], properties: ['APID'] },
];

export function isMedicinesRelease(files: readonly string[]): boolean {
  return files.some((path) => kinds[1]!.file.test(basename(path)));
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal: string, hex: string, name: string) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return entities[name] ?? whole;
  });
}

/** Rows of these files are flat: elements with text, nothing inside them. */
function* rowsIn(xml: string, element: string): Iterable<ReadonlyMap<string, string>> {
  const [begin, end] = [`<${element}>`, `</${element}>`];
  for (let from = xml.indexOf(begin); from >= 0; from = xml.indexOf(begin, from)) {
    const until = xml.indexOf(end, from);
    if (until < 0) return;
    const row = xml.slice(from + begin.length, until);
    from = until;
    yield new Map(
      [...row.matchAll(/<([A-Z_]+)>([^<]*)<\/\1>/g)].map(([, name = '', text = '']) => [name, decoded(text)]),
    );
  }
}

const nhsUse = (code: string): Designation['use'] => ({ system: 'https://dmd.nhs.uk', code });

interface Gathered {
  readonly concept: Omit<ConceptBeforeHierarchy, 'parents'>;
  readonly parents: readonly string[];
}

function gather(row: ReadonlyMap<string, string>, kind: RowKind): Gathered | undefined {
  const code = row.get(kind.id);
  const display = row.get('DESC') ?? row.get('NM');
  // A row of the same name may stand inside another: what has a number and a name is a concept.
  if (code === undefined || display === undefined) return undefined;
  const properties: ConceptProperty[] = [{ code: 'kind', value: kind.element, type: 'string' }];
  for (const name of kind.properties)
    if (row.has(name)) properties.push({ code: name, value: row.get(name)!, type: 'code' });
  const names = ['NM', 'ABBREVNM', 'NMPREV'].flatMap((name): Designation[] =>
    row.has(name) ? [{ language: 'en-GB', use: nhsUse(name), text: row.get(name)! }] : [],
  );
  return {
    concept: {
      code,
      display,
      isInactive: row.get('INVALID') === '1',
      isAbstract: false,
      memberOf: [],
      properties,
      designations: names,
    },
    parents: kind.parents.flatMap((name) => row.get(name) ?? []),
  };
}

/** `version` is the release's own, such as 2026.11.0. Fault TERMINOLOGY-008. */
export async function readMedicinesRelease(
  files: readonly string[],
  options: { readonly version?: string },
): Promise<Outcome<Release>> {
  if (options.version === undefined)
    return refuseRelease('--release', 'must name the release of dm+d: its files do not say it');
  const gathered: Gathered[] = [];
  for (const kind of kinds)
    for (const path of files.filter((one) => kind.file.test(basename(one))))
      for (const row of rowsIn(await readFile(path, 'utf8'), kind.element)) {
        const found = gather(row, kind);
        if (found !== undefined) gathered.push(found);
      }
  if (gathered.length === 0) return refuseRelease('folder', 'must hold the XML files of dm+d (f_vmp2_... and others)');
  const places = new Map(gathered.map(({ concept }, place) => [concept.code, place]));
  const concepts = gathered.map(({ concept, parents }) => ({
    ...concept,
    parents: parents.flatMap((code) => places.get(code) ?? []),
  }));
  return ok({
    codeSystem: codeSystemOf({
      url: 'https://dmd.nhs.uk',
      version: options.version,
      name: 'DMD',
      title: 'NHS dictionary of medicines and devices',
      publisher: 'NHS England and the NHS Business Services Authority',
      copyright: 'Used under the licence of whoever loaded it here.',
      count: concepts.length,
    }),
    conceptCount: concepts.length,
    concepts: () => withAncestors(concepts),
  });
}
