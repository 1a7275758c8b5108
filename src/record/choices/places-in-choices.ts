/** Which places a choice names to its reader: those of which they are shown something, as on every other page (decision 87). */
import {
  type AccessGrant,
  classesThatName,
  type PatientCaller,
  type SourceNumber,
  type StaffCaller,
} from '#disclosure';
import type { PersonInIndex } from '#patient-index';
import type { KeptChoice } from '#privacy';
import type { ReadDependencies } from '../open-record.ts';

const naming: ReadonlySet<number> = new Set(classesThatName);
const staffElsewhere: KeptChoice['madeBy'] = { kind: 'staff-elsewhere' };

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

type Maker = KeptChoice['madeBy'];

export interface ChoicesReader {
  readonly caller: PatientCaller | StaffCaller;
  readonly grant: AccessGrant;
  readonly person: PersonInIndex;
}

function namesNothing({ aboutSource, carried, madeBy, ended }: KeptChoice): boolean {
  const isPerson = madeBy.kind === 'person' && (ended === undefined || ended.by.kind === 'person');
  return isPerson && aboutSource === undefined && carried?.source === undefined;
}

/**
 * The same choices, without the place where it would tell that a hidden service knows the person: neither as what a choice is about or came
 * with, nor by who of its staff wrote it down, in whatever words they did. What somebody chose or ended themself, or told staff to, they
 * read in full; what came with a record may have been another's. The records are read only where a choice names a place.
 */
export async function withPlacesShown(
  deps: Pick<ReadDependencies, 'store' | 'directory'>,
  { caller, grant, person }: ChoicesReader,
  choices: readonly KeptChoice[],
): Promise<readonly KeptChoice[]> {
  if (choices.every(namesNothing)) return choices;
  const isThemself = caller.kind === 'patient';
  const shown = await sourcesShown(deps, grant, person);
  const organisations = new Set([...shown].map((source) => deps.directory.source(source)?.organisation.code));
  if (caller.kind === 'staff') organisations.add(caller.organisation);
  const ifShown = (source: SourceNumber | undefined) =>
    source !== undefined && shown.has(source) ? source : undefined;
  const isNamed = (by: Maker): boolean =>
    by.kind !== 'staff' || (by.organisation !== undefined && organisations.has(by.organisation));
  return choices.map((kept): KeptChoice => {
    const { madeBy, carried, ended } = kept;
    const isOwn = isThemself && carried === undefined;
    return {
      ...kept,
      ...(isOwn || isNamed(madeBy) ? {} : { madeBy: staffElsewhere, evidence: '' }),
      aboutSource: isOwn && madeBy.kind === 'person' ? kept.aboutSource : ifShown(kept.aboutSource),
      carried: carried && { ...carried, source: ifShown(carried.source) },
      ended: ended && !isThemself && !isNamed(ended.by) ? { ...ended, by: staffElsewhere, evidence: '' } : ended,
    };
  });
}
