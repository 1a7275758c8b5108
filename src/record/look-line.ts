/**
 * One line of the access log as the person may read it. Three things must never get out through it. Kinds of entries that they cannot see
 * on their own pages are not named, since "letters" in the log of somebody who sees no letter tells that one is hidden. Counts of entries
 * are not given, for the same reason. And what the system of a place did with its own record of them, of which they are shown nothing, reads
 * like any other upkeep (decision 92): its name would tell that the place knows them.
 */
import type { LogLine } from '#audit';
import { classesThatName, contentClass, type SourceNumber } from '#disclosure';
import { type ResourceType, resourceTypeOf } from '#fhir/resource-types.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { PersonInIndex } from '#patient-index';
import type { ToldReview } from '#privacy';
import type { SealedRows } from '#store';
import type { ReadDependencies } from './open-record.ts';

/** One line of the log without anything that would give a hidden entry away. */
export interface LookLine extends Omit<LogLine, 'person' | 'items' | 'types' | 'requestId'> {
  /** Kinds of entries that were opened, as far as the person sees such entries too. */
  readonly kinds: readonly ResourceType[];
  /** Of a claim: whether a privacy officer has checked it, and what they found. */
  readonly review?: Pick<ToldReview, 'state' | 'closedMs'>;
}

/** What the person is shown on their own pages, as far as their log has to know. */
export interface ShownToPerson {
  readonly types: ReadonlySet<number>;
  /** Places of which they are shown something. */
  readonly organisations: ReadonlySet<OdsCode>;
  /** Places that have a record of them, shown or not. */
  readonly knowing: ReadonlySet<OdsCode>;
}

const naming: ReadonlySet<number> = new Set(classesThatName);

/** Gives the rows on, of which the log says the types. */
export function shownToPerson(
  { directory }: Pick<ReadDependencies, 'directory'>,
  person: PersonInIndex,
  rows: SealedRows,
): { readonly shown: ShownToPerson; readonly none: SealedRows } {
  const organisationsOf = (sources: Iterable<SourceNumber>): ReadonlySet<OdsCode> =>
    new Set([...sources].flatMap((source) => directory.source(source)?.organisation.code ?? []));
  const types = new Set<number>();
  const sources = new Set<SourceNumber>();
  const none = rows.keep((all) => {
    for (const { contentClass: kind, type, source } of all) {
      if (kind !== contentClass.demographics) types.add(type);
      if (!naming.has(kind)) sources.add(source);
    }
    return [];
  });
  const knowing = organisationsOf(person.records.map(({ source }) => source));
  return { shown: { types, organisations: organisationsOf(sources), knowing }, none };
}

/**
 * What a system is refused says nothing of what its place holds, and stays: somebody tried. So does a look that came to nothing by a place
 * that has no record of the person.
 */
export function isKeptFromPerson(line: LogLine, { organisations, knowing }: ShownToPerson): boolean {
  const { caller, organisation, kind, outcome, items } = line;
  if (caller?.kind !== 'system' || kind === 'refusal' || outcome === 'refused') return false;
  const code = (organisation?.code ?? '') as OdsCode;
  return !organisations.has(code) && (kind === 'write' || (items ?? 0) > 0 || knowing.has(code));
}

/** The region's own, without a word of what it was: what is kept from the person reads so, and its text stays closed in their file. */
export function isUpkeep({ caller, kind }: LogLine): boolean {
  return caller === undefined && kind === 'administration';
}

const upkeep = { kind: 'administration', outcome: 'done', route: 'link', decidedBy: ['D23'] } as const;

export function lookLine(line: LogLine, shown: ShownToPerson): LookLine {
  const { person: _, items: __, types, requestId: ___, ...rest } = line;
  if (isKeptFromPerson(line, shown)) {
    const { entry, atMs, leafIndex, personSequence } = rest;
    const numbered = leafIndex === undefined || personSequence === undefined ? {} : { leafIndex, personSequence };
    return { entry, atMs, ...numbered, ...upkeep, kinds: [] };
  }
  const kinds = (types ?? []).filter((type) => shown.types.has(type)).map(resourceTypeOf);
  return { ...rest, kinds };
}
