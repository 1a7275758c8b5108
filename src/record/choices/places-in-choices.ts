/** Which places a choice names to its reader: those of which they are shown something, as on every other page (decision 87). */
import { type AccessGrant, classesThatName, type SourceNumber } from '#disclosure';
import type { PersonInIndex } from '#patient-index';
import type { KeptChoice } from '#privacy';
import type { ReadDependencies } from '../open-record.ts';

const naming: ReadonlySet<number> = new Set(classesThatName);

async function sourcesShown(
  { store }: Pick<ReadDependencies, 'store'>,
  grant: AccessGrant,
  person: PersonInIndex,
): Promise<ReadonlySet<SourceNumber>> {
  const compartments = person.records.map(({ compartment }) => compartment);
  const shown = new Set<SourceNumber>();
  const rows = await store.readCompartments(grant, { compartments });
  rows.keep((all) => {
    for (const row of all) if (!naming.has(row.contentClass)) shown.add(row.source);
    return [];
  });
  return shown;
}

const isOwnAct = ({ madeBy, carried }: KeptChoice): boolean => madeBy.kind === 'person' && carried === undefined;

/**
 * The same choices, without the place where it would tell that a hidden service knows the person. Whoever chose something about a place
 * themself, and lists what they chose, may read which. The records are read only where a choice names a place.
 */
export async function withPlacesShown(
  deps: Pick<ReadDependencies, 'store'>,
  reader: { readonly grant: AccessGrant; readonly person: PersonInIndex; readonly isThemself: boolean },
  choices: readonly KeptChoice[],
): Promise<readonly KeptChoice[]> {
  if (choices.every(({ aboutSource, carried }) => aboutSource === undefined && carried?.source === undefined))
    return choices;
  const shown = await sourcesShown(deps, reader.grant, reader.person);
  const ifShown = (source: SourceNumber | undefined) =>
    source !== undefined && shown.has(source) ? source : undefined;
  return choices.map((kept) => ({
    ...kept,
    aboutSource: reader.isThemself && isOwnAct(kept) ? kept.aboutSource : ifShown(kept.aboutSource),
    carried: kept.carried && { ...kept.carried, source: ifShown(kept.carried.source) },
  }));
}
