/**
 * What the decision has to be, said a second time and in another form: as one reads the requirement, not as a table. The
 * suite compares the two over thousands of situations, so that a row that is lost from the table is noticed.
 */
import type { LabelName } from '#disclosure';
import type { Standing } from '../decision-table.ts';
import { type Situation, situationInputNames } from '../situation.ts';

export interface Expected {
  readonly row: string;
  readonly isPermitted: boolean;
  readonly offers: readonly string[];
  readonly obligations: readonly string[];
  readonly ground?: string | undefined;
}

const deny = (row: string, ...offers: string[]): Expected => ({ row, isPermitted: false, offers, obligations: [] });
const permit = (row: string, obligations: readonly string[], ground?: string): Expected => ({
  row,
  isPermitted: true,
  offers: [],
  obligations,
  ground,
});

function forWhoever(given: Situation): Expected | undefined {
  if (situationInputNames.some((input) => given[input] === 'unknown')) return deny('D0');
  if (given.assurance !== 'enough') return deny('D1');
  if (given.act !== 'read') return deny('D20');
  return given.person === 'nobody' ? deny('D4') : undefined;
}

function forPeople(given: Situation): Expected {
  const place = given.place === 'restricted' ? ['without-place'] : [];
  const isPatient = given.caller === 'patient';
  if (isPatient && given.person === 'another') return deny('D4');
  if (given.purpose !== 'own-request') return deny('D9');
  if (given.life !== 'living') return deny('D19');
  if (isPatient) return permit('D15', place);
  return given.proxy === 'active' ? permit('D16', place, 'proxy') : deny('D16');
}

function forSystem(given: Situation): Expected {
  if (given.activity === 'missing') return deny('D3');
  return given.purpose === 'own-feed' ? permit('D23', [], 'own-contribution') : deny('D9');
}

function objectionOf(given: Situation, isBroken: boolean): Expected | undefined {
  switch (given.objection) {
    case 'named-absolute':
      return deny('D5');
    case 'absolute':
      return given.ownEntries === 'some' ? undefined : deny('D5');
    case 'named-emergency-override':
      return isBroken ? undefined : deny('D6', 'break-glass');
    case 'emergency-override':
      return isBroken || given.ownEntries === 'some' ? undefined : deny('D6', 'break-glass');
    default:
      return undefined;
  }
}

function obligationsOf(given: Situation, isBroken: boolean): string[] {
  const obligations: string[] = [];
  const isNarrow = given.objection === 'absolute' || (given.objection === 'emergency-override' && !isBroken);
  if (isNarrow) obligations.push('own-entries-only');
  if (given.place === 'restricted') obligations.push('without-place');
  if (given.connection !== 'none' || given.protection !== 'none') obligations.push('alert');
  return obligations;
}

function refusedBeforeChoices(given: Situation): Expected | undefined {
  const isBroken = given.claim.endsWith('break-glass');
  if (given.connection === 'self') return deny('D17');
  if (given.agreement !== 'active') return deny('D2');
  if (given.activity === 'missing') return deny('D3');
  if (!['treatment', 'emergency'].includes(given.purpose)) return deny('D9');
  if (given.purpose === 'emergency' && !isBroken) return deny('D9');
  return given.life === 'long-dead' && given.mayOpenLongDead === 'no' ? deny('D19') : undefined;
}

function forReader(given: Situation): Expected {
  const isBroken = given.claim.endsWith('break-glass');
  const refused = refusedBeforeChoices(given) ?? objectionOf(given, isBroken);
  if (refused !== undefined) return refused;
  if (given.protection === 'outside' && given.claim !== 'confirmed-break-glass') return deny('D18', 'break-glass');
  const obligations = obligationsOf(given, isBroken);
  const isRelated = given.relationship === 'active';
  if (given.caller === 'region') {
    if (given.claim !== 'none') return deny('D21');
    return isRelated ? permit('D21', obligations) : deny('D8', 'break-glass');
  }
  if (isBroken) return permit('D22', obligations, 'emergency-access');
  if (isRelated) return permit('D23', obligations);
  if (given.claim === 'self-claimed') return permit('D7', obligations, 'self-claimed');
  return given.mayClaim === 'yes' ? deny('D7', 'claim', 'break-glass') : deny('D8', 'break-glass');
}

export function expectedDecision(given: Situation): Expected {
  const first = forWhoever(given);
  if (first !== undefined) return first;
  if (given.caller === 'patient' || given.caller === 'proxy') return forPeople(given);
  return given.caller === 'system' ? forSystem(given) : forReader(given);
}

export interface ItemReader {
  readonly caller: 'staff' | 'region' | 'patient' | 'proxy' | 'system';
  readonly isGlassBroken: boolean;
  readonly isSealOverridden: boolean;
  readonly seesSafeguarding: boolean;
  readonly consented: readonly LabelName[];
}

const sensitive: ReadonlySet<LabelName> = new Set(['sexualHealth', 'fertility', 'genderIdentity', 'termination']);

function hiddenFromCareTeam(reader: ItemReader, name: LabelName, standing: Standing): boolean {
  const isTheirs = standing !== 'others';
  if (name === 'safeguarding') return !reader.seesSafeguarding;
  if (name === 'restricted') return !isTheirs && !reader.isGlassBroken;
  if (name === 'veryRestricted') return !isTheirs;
  if (sensitive.has(name)) return !isTheirs && !reader.isGlassBroken && !reader.consented.includes(name);
  if (name === 'sealed') return standing !== 'team' && !reader.isSealOverridden;
  if (name === 'sealedLocked') return standing !== 'team';
  return name === 'anonymousService' && !isTheirs && !reader.consented.includes(name);
}

/** Whether an item with this one label is hidden from this reader. */
export function isExpectedHidden(reader: ItemReader, name: LabelName, standing: Standing): boolean {
  if (name === 'wrongPerson' || name === 'awaitingFiling') return true;
  const isForNoPerson = ['hiddenFromPatient', 'thirdParty', 'awaitingRelease', 'safeguarding'].includes(name);
  switch (reader.caller) {
    case 'staff':
    case 'region':
      return hiddenFromCareTeam(reader, name, standing);
    case 'system':
      return (
        (name === 'sealed' && standing !== 'team' && !reader.isSealOverridden) ||
        (name === 'sealedLocked' && standing !== 'team')
      );
    case 'patient':
      return (
        isForNoPerson || (name === 'anonymousService' && standing === 'others' && !reader.consented.includes(name))
      );
    case 'proxy':
      return (
        isForNoPerson ||
        sensitive.has(name) ||
        ['hiddenFromProxy', 'restricted', 'veryRestricted'].includes(name) ||
        (name === 'sealed' && standing !== 'team' && !reader.isSealOverridden) ||
        (name === 'sealedLocked' && standing !== 'team') ||
        (name === 'anonymousService' && standing === 'others' && !reader.consented.includes(name))
      );
  }
}

/** Whether a source's Patient is shown of which nothing else is: to that source alone (D4). */
export function isExpectedNamed(caller: ItemReader['caller'], standing: Standing): boolean {
  return caller === 'system' || standing === 'own';
}
