/** What a choice tells its reader: places of which they are shown something (decision 87), and entries that they are shown (attack 41). */
import {
  type AccessGrant,
  classesThatName,
  type PatientCaller,
  type SourceNumber,
  type StaffCaller,
} from '#disclosure';
import type { PersonInIndex } from '#patient-index';
import type { EntryAddress, KeptChoice } from '#privacy';
import type { ReadDependencies } from '../open-record.ts';

const naming: ReadonlySet<number> = new Set(classesThatName);
const staffElsewhere: KeptChoice['madeBy'] = { kind: 'staff-elsewhere' };

interface Shown {
  readonly sources: ReadonlySet<SourceNumber>;
  readonly entries: ReadonlySet<string>;
}

const keyOf = ({ compartment, number }: EntryAddress): string => `${compartment}/${number}`;

async function shownTo(
  { store }: Pick<ReadDependencies, 'store'>,
  grant: AccessGrant,
  person: PersonInIndex,
): Promise<Shown> {
  const compartments = person.records.map(({ compartment }) => compartment);
  const [sources, entries] = [new Set<SourceNumber>(), new Set<string>()];
  const rows = await store.readCompartments(grant, { compartments });
  rows.keep((all) => {
    for (const row of all) {
      if (naming.has(row.contentClass)) continue;
      sources.add(row.source);
      entries.add(keyOf(row));
    }
    return [];
  });
  return { sources, entries };
}

type Maker = KeptChoice['madeBy'];

export interface ChoicesReader {
  readonly caller: PatientCaller | StaffCaller;
  readonly grant: AccessGrant;
  readonly person: PersonInIndex;
}

function namesNothing({ aboutSource, carried, entries, madeBy, ended }: KeptChoice): boolean {
  const isPerson = madeBy.kind === 'person' && (ended === undefined || ended.by.kind === 'person');
  return isPerson && aboutSource === undefined && carried?.source === undefined && entries.length === 0;
}

/**
 * The same choices, without the place where it would tell that a hidden service knows the person: neither as what a choice is about or came
 * with, nor by who of its staff wrote it down, in whatever words they did. What somebody chose or ended themself, or told staff to, they
 * read in full; what came with a record may have been another's. Of entries that a seal covers only those that they are shown count: what
 * comes to speak of a sealed one is sealed with it, also where it is hidden from the person. The records are read only where there is need.
 */
export async function asFarAsShown(
  deps: Pick<ReadDependencies, 'store' | 'directory'>,
  { caller, grant, person }: ChoicesReader,
  choices: readonly KeptChoice[],
): Promise<readonly KeptChoice[]> {
  if (choices.every(namesNothing)) return choices;
  const isThemself = caller.kind === 'patient';
  const shown = await shownTo(deps, grant, person);
  const organisations = new Set([...shown.sources].map((source) => deps.directory.source(source)?.organisation.code));
  if (caller.kind === 'staff') organisations.add(caller.organisation);
  const ifShown = (source: SourceNumber | undefined) =>
    source !== undefined && shown.sources.has(source) ? source : undefined;
  const isNamed = (by: Maker): boolean =>
    by.kind !== 'staff' || (by.organisation !== undefined && organisations.has(by.organisation));
  return choices.map((kept): KeptChoice => {
    const { madeBy, carried, ended } = kept;
    const isOwn = isThemself && carried === undefined;
    return {
      ...kept,
      ...(isOwn || isNamed(madeBy) ? {} : { madeBy: staffElsewhere, evidence: '' }),
      aboutSource: isOwn && madeBy.kind === 'person' ? kept.aboutSource : ifShown(kept.aboutSource),
      entries: kept.entries.filter((entry) => shown.entries.has(keyOf(entry))),
      carried: carried && { ...carried, source: ifShown(carried.source) },
      ended: ended && !isThemself && !isNamed(ended.by) ? { ...ended, by: staffElsewhere, evidence: '' } : ended,
    };
  });
}
