/** Whom a search is about, decided one by one: a grant for each that opens, and who is refused. */
import type { PersonNumber, RequestContext } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { PersonInIndex } from '#patient-index';
import { decideForCaller, themselfBeside } from '../../answer-api.ts';
import type { SubjectDependencies, Subjects } from './find-subjects.ts';
import { hiddenNames } from './named-records.ts';
import type { SearchGroup } from './search-rows.ts';

/** Whom a request may not see of those it was about, and by which rows of the decision table. */
export interface Refused {
  readonly persons: readonly PersonNumber[];
  readonly decidedBy: readonly string[];
}

export interface Grouped {
  readonly groups: readonly SearchGroup[];
  readonly refused: Refused;
  /** Records that the search names, and that are not there for the caller. */
  readonly hidden: ReadonlySet<Compartment>;
}

export const nobodyRefused: Refused = { persons: [], decidedBy: [] };

export function bothRefused(one: Refused, other: Refused): Refused {
  return {
    persons: [...new Set([...one.persons, ...other.persons])],
    decidedBy: [...new Set([...one.decidedBy, ...other.decidedBy])],
  };
}

const noneHidden: ReadonlySet<Compartment> = new Set();

/** Whether a search is about somebody by none but records that are not there for the caller: then it is about nobody. */
function isNamedByHidden(
  { pinnedBy }: Subjects,
  { records }: PersonInIndex,
  hidden: ReadonlySet<Compartment>,
): boolean {
  if (pinnedBy === undefined || hidden.size === 0) return false;
  return records.every(({ compartment }) => !pinnedBy.has(compartment) || hidden.has(compartment));
}

/** One grant for all whom a client's search is about. It may name them by the Patient of any source, and finds its own (decision 87). */
function decideForClient(deps: SubjectDependencies, request: RequestContext, { persons }: Subjects): Grouped {
  const known = persons === 'anybody' ? [] : persons;
  const decision = deps.privacy.decideSystem(request, persons);
  if (!decision.isGranted) {
    const refused = { persons: known.map(({ person }) => person), decidedBy: decision.decidedBy };
    return { groups: [], refused, hidden: noneHidden };
  }
  return { groups: [{ grant: decision.grant, persons: known }], refused: nobodyRefused, hidden: noneHidden };
}

export async function decideGroups(
  deps: SubjectDependencies,
  request: RequestContext,
  subjects: Subjects,
  named: ReadonlySet<Compartment>,
): Promise<Grouped> {
  const { persons } = subjects;
  if (request.caller.kind === 'system' || persons === 'anybody') return decideForClient(deps, request, subjects);
  const groups: SearchGroup[] = [];
  let refused = nobodyRefused;
  let hidden = noneHidden;
  const refuse = ({ person }: PersonInIndex, decidedBy: readonly string[]): void => {
    refused = bothRefused(refused, { persons: [person], decidedBy });
  };
  const { caller } = request;
  const isAboutPersons = caller.kind === 'patient' && subjects.reach !== 'region';
  const themself = isAboutPersons ? await themselfBeside(deps, caller, Promise.resolve(persons)) : undefined;
  let isAsked = false;
  for (const person of persons) {
    const decision = await decideForCaller(deps, request, person, themself);
    if (!decision.isGranted) {
      refuse(person, decision.decidedBy);
      continue;
    }
    isAsked ||= person.records.some(({ compartment }) => named.has(compartment));
    const hiddenOfThem = await hiddenNames(deps, decision.grant, person, named);
    hidden = new Set([...hidden, ...hiddenOfThem]);
    if (isNamedByHidden(subjects, person, hiddenOfThem)) refuse(person, ['D4']);
    else groups.push({ grant: decision.grant, persons: [person] });
  }
  // Whoever is refused, and an id that leads nowhere, wait as long as what is asked of a record that is named (attack 46, decision 102).
  if (named.size > 0 && !isAsked) await deps.store.readNothing();
  // Also when nobody was found: an answer that says "nothing" is logged as an answer.
  if (subjects.reachesShelves || (groups.length === 0 && refused.persons.length === 0)) {
    const decision = deps.privacy.decideWithoutPatient(request);
    if (decision.isGranted) groups.push({ grant: decision.grant, persons: [] });
    else refused = bothRefused(refused, { persons: [], decidedBy: decision.decidedBy });
  }
  // In place of the search that is not made.
  if (groups.length === 0) await deps.store.readNothing();
  return { groups, refused, hidden };
}
