/** What the forms offer to staff who write a choice down for the person whose record is open. */
import type { ChoiceFormKey, ChoiceNames, ChoosingContext } from '#choosing';
import { mayWiden } from '#privacy';
import type { OpenedPerson } from '../open-person.ts';
import type { StaffDependencies } from '../staff-dependencies.ts';

/** One look and one entry are chosen by the person, on their own pages; entries are kept from these on a page of its own. */
export const staffForms: readonly ChoiceFormKey[] = [
  'sharing-all',
  'sharing-place',
  'sharing-organisation',
  'hide-kinds',
  'protection',
  'share-sensitive',
  'safe-contact',
];

/** Named as the kinds of choices that they make. */
const namedAsKinds = ['protection', 'share-sensitive'] as const;
export const formsThatMayWiden: readonly ChoiceFormKey[] = namedAsKinds.filter((kind) => mayWiden(kind, 'made'));

export function staffNames(deps: StaffDependencies): ChoiceNames {
  return {
    audience: 'staff',
    placeName: (number) => deps.directory.sources().find((source) => source.number === number)?.name,
    organisationName: (code) => deps.directory.organisations().find((one) => one.code === code)?.name,
  };
}

export async function staffChoosing(deps: StaffDependencies, opened: OpenedPerson): Promise<ChoosingContext> {
  const sources = opened.arrangement.sources.map(({ source }) => source);
  const organisations = new Map(sources.map(({ organisation }) => [organisation.code, organisation.name]));
  const own = opened.visit.caller;
  organisations.set(own.organisation, own.organisationName);
  const teams = await deps.record.teamsOf([...organisations.keys()]);
  return {
    audience: 'staff',
    places: sources.map(({ number, name }) => ({ number, name })),
    teams: teams.map(({ team, name, organisation }) => ({ team, name, place: organisations.get(organisation) ?? '' })),
    organisations: deps.directory.organisations().map(({ code, name }) => ({ code, name })),
  };
}
