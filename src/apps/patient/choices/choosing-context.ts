/** What the person's own forms of choices offer: places, organisations and teams whose names they may know. */
import type { ChoiceNames, ChoosingContext } from '#choosing';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { arrangeForPatient, type MyRecord } from '#record';
import { patientAppFault } from '../faults.ts';
import { openOwnRecord, type Visit } from '../visit.ts';
import { findOwnEntry } from './find-own-entry.ts';

export function choiceNames(visit: Visit): ChoiceNames {
  const { directory } = visit.deps;
  return {
    audience: 'person',
    placeName: (number) => directory.sources().find((source) => source.number === number)?.name,
    organisationName: (code) => directory.organisations().find((one) => one.code === code)?.name,
  };
}

/** The member of staff of one look, as the person's own log names them. */
async function lookerOf(visit: Visit, look: number): Promise<Outcome<NonNullable<ChoosingContext['looker']>>> {
  const line = await visit.deps.record.oneLook(visit.context, look);
  if (!line.ok) return line.fault.code === 'RECORD-002' ? failed(patientAppFault('MY-001')) : line;
  const { caller, role, organisation } = line.value;
  if (caller?.kind !== 'staff' || caller.issuer === undefined) return failed(patientAppFault('MY-001'));
  // The role, not the name: names need a fresh sign-in.
  const name = [role?.name, organisation?.name].filter((part) => part !== undefined).join(', ');
  return ok({ look, name, issuer: caller.issuer, staffId: caller.identifier });
}

async function placesAndTeams(visit: Visit, record: MyRecord): Promise<Pick<ChoosingContext, 'places' | 'teams'>> {
  const sources = record.sources.map(({ source }) => source);
  const organisations = new Map(sources.map(({ organisation }) => [organisation.code, organisation.name]));
  const teams = await visit.deps.record.teamsOf([...organisations.keys()]);
  return {
    places: sources.map(({ number, name }) => ({ number, name })),
    teams: teams.map(({ team, name, organisation }) => ({ team, name, place: organisations.get(organisation) ?? '' })),
  };
}

/** `entry` and `look` name what the form is about; what the person does not see is not there. */
export async function choosingContext(
  visit: Visit,
  about: { readonly entry?: string; readonly look?: number },
): Promise<Outcome<ChoosingContext>> {
  const opened = await openOwnRecord(visit);
  if (!opened.ok) return opened;
  const record = arrangeForPatient(opened.value);
  const entry = about.entry === undefined ? undefined : findOwnEntry(record, about.entry);
  const looker = about.look === undefined ? undefined : await lookerOf(visit, about.look);
  if (about.entry !== undefined && entry === undefined) return failed(patientAppFault('MY-001'));
  if (looker !== undefined && !looker.ok) return looker;
  return ok({
    audience: 'person',
    ...(await placesAndTeams(visit, record)),
    organisations: visit.deps.directory.organisations().map(({ code, name }) => ({ code, name })),
    ...(entry === undefined ? {} : { entry }),
    ...(looker === undefined ? {} : { looker: looker.value }),
  });
}
