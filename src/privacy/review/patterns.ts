/**
 * Patterns in the log that may be snooping (UK-13), each with its reasons. Pure: it is given looks and what is known around
 * them, and says what a privacy officer should look at; it accuses nobody.
 */
import type { PersonNumber } from '#disclosure';
import type { AlertKind } from './raise-alert.ts';

/** One member of staff was shown something of one person. */
export interface Look {
  readonly atMs: number;
  readonly person: PersonNumber;
  readonly issuer: string;
  readonly staffId: string;
  readonly staffName: string;
  readonly organisation: string;
  /** What opened the record: a contact, `self-claimed`, `emergency-access`. */
  readonly relationship: string | undefined;
}

/** What is known beside the log. */
export interface LookContext {
  readonly isSameFamilyName: (look: Look) => boolean;
  /** The same postcode as the person whom the member of staff is. */
  readonly isSameHome: (look: Look) => boolean;
  readonly isProtected: (person: PersonNumber) => boolean;
  /** Whether a contact of the organisation with the person stands since. */
  readonly hasContact: (person: PersonNumber, organisation: string) => boolean;
  /** Hours of the day, 0 to 23 in London, in which this member of staff looked in the weeks before. */
  readonly usualHoursOf: (issuer: string, staffId: string) => ReadonlySet<number>;
  readonly nowMs: number;
}

export interface Suspicion {
  readonly kind: AlertKind;
  readonly organisation: string;
  readonly person: PersonNumber | undefined;
  readonly staff: { readonly issuer: string; readonly staffId: string } | undefined;
  readonly atMs: number;
  readonly reasons: readonly string[];
}

/** Thresholds are data: a deployment sets them by what its own month shows. */
export const patternThresholds = {
  /** Members of staff of one organisation that looked at one record in a day. */
  viewersOfOneRecord: 20,
  /** People whom one member of staff looked at in a day. */
  peopleOfOneReader: 150,
  /** A stated reason that no contact followed. */
  daysUntilContact: 7,
  /** Hours that count as odd when the member of staff did not work in them before. */
  oddHours: [0, 1, 2, 3, 4, 5] as readonly number[],
} as const;

const dayMs = 86_400_000;
const londonHour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', hourCycle: 'h23' });

export function hourInLondon(atMs: number): number {
  return Number(londonHour.format(atMs));
}

const dayOf = (look: Look): number => Math.floor(look.atMs / dayMs);
const readerOf = (look: Look): string => `${look.issuer}|${look.staffId}`;
const staffOf = ({ issuer, staffId }: Look) => ({ issuer, staffId });

function manyViewers(looks: readonly Look[]): Suspicion[] {
  const groups = Map.groupBy(looks, (look) => `${look.person}|${look.organisation}|${dayOf(look)}`);
  return [...groups.values()].flatMap((group): Suspicion[] => {
    const viewers = new Set(group.map(readerOf)).size;
    const [first] = group;
    if (first === undefined || viewers < patternThresholds.viewersOfOneRecord) return [];
    return [
      {
        kind: 'many-viewers',
        organisation: first.organisation,
        person: first.person,
        staff: undefined,
        atMs: first.atMs,
        reasons: [`${viewers} members of staff looked at one record in a day`],
      },
    ];
  });
}

function volume(looks: readonly Look[]): Suspicion[] {
  const groups = Map.groupBy(looks, (look) => `${readerOf(look)}|${dayOf(look)}`);
  return [...groups.values()].flatMap((group): Suspicion[] => {
    const people = new Set(group.map((look) => look.person)).size;
    const [first] = group;
    if (first === undefined || people < patternThresholds.peopleOfOneReader) return [];
    return [
      {
        kind: 'volume',
        organisation: first.organisation,
        person: undefined,
        staff: staffOf(first),
        atMs: first.atMs,
        reasons: [`${people} records in a day`],
      },
    ];
  });
}

function oneLook(look: Look, context: LookContext): Suspicion[] {
  const found: Suspicion[] = [];
  const add = (kind: AlertKind, reason: string): void => {
    const { organisation, person, atMs } = look;
    found.push({ kind, organisation, person, staff: staffOf(look), atMs, reasons: [reason] });
  };
  if (context.isSameFamilyName(look)) add('same-surname', 'the same family name as the member of staff');
  if (context.isSameHome(look)) add('same-address', 'the same postcode at home');
  if (context.isProtected(look.person)) add('full-protection', 'a person under full protection');
  const hour = hourInLondon(look.atMs);
  const isOdd = patternThresholds.oddHours.includes(hour);
  if (isOdd && !context.usualHoursOf(look.issuer, look.staffId).has(hour))
    add('odd-hours', 'at an hour at which this member of staff did not work in the weeks before');
  const isOverdue = context.nowMs - look.atMs > patternThresholds.daysUntilContact * dayMs;
  const isStated = look.relationship === 'self-claimed' || look.relationship === 'emergency-access';
  if (isStated && isOverdue && !context.hasContact(look.person, look.organisation))
    add('no-encounter', 'no contact followed the stated reason');
  return found;
}

/** One suspicion of a kind about the same people and day, however often they looked. */
function oncePerDay(found: readonly Suspicion[]): Suspicion[] {
  const byKey = new Map<string, Suspicion>();
  for (const one of found) {
    const key = JSON.stringify([one.kind, one.organisation, one.person, one.staff, Math.floor(one.atMs / dayMs)]);
    if (!byKey.has(key)) byKey.set(key, one);
  }
  return [...byKey.values()];
}

export function findPatterns(looks: readonly Look[], context: LookContext): Suspicion[] {
  return oncePerDay([...manyViewers(looks), ...volume(looks), ...looks.flatMap((look) => oneLook(look, context))]);
}
