/** Looks through the log for patterns that a privacy officer should see, and raises an alert for each that is news (UK-13). */
import type { LoggedLook } from '#audit';
import type { PersonNumber } from '#disclosure';
import { type Outcome, ok } from '#kernel/outcome.ts';
import { hourInLondon, type Look, patternThresholds } from '#privacy';
import type { ReadDependencies } from '../open-record.ts';

const dayMs = 86_400_000;
const pageSize = 5_000;
const usualDays = 28;

const asLook = (logged: LoggedLook): Look => ({
  atMs: logged.atMs,
  person: logged.person,
  issuer: logged.staff.issuer,
  staffId: logged.staff.staffId,
  staffName: logged.staff.name,
  organisation: logged.organisation.code,
  relationship: logged.relationship,
});

type PageWanted = Parameters<ReadDependencies['audit']['listLooks']>[0];

async function allLooks(
  deps: ReadDependencies,
  wanted: Omit<PageWanted, 'limit' | 'afterEntry'>,
): Promise<Outcome<Look[]>> {
  const looks: Look[] = [];
  for (let afterEntry = 0; ; ) {
    const page = await deps.audit.listLooks({ ...wanted, limit: pageSize, afterEntry });
    if (!page.ok) return page;
    looks.push(...page.value.looks.filter((look) => look.kind === 'disclosure').map(asLook));
    if (page.value.nextAfterEntry === undefined) return ok(looks);
    afterEntry = page.value.nextAfterEntry;
  }
}

const keyOf = (look: Look): string => `${look.issuer}|${look.staffId}`;

/** The hours in which those who looked at night worked before. */
async function usualHours(deps: ReadDependencies, looks: readonly Look[], fromMs: number) {
  const hours = new Map<string, Set<number>>();
  const atNight = looks.filter((look) => patternThresholds.oddHours.includes(hourInLondon(look.atMs)));
  for (const look of new Map(atNight.map((one) => [keyOf(one), one])).values()) {
    const before = await allLooks(deps, {
      identifier: look.staffId,
      fromMs: fromMs - usualDays * dayMs,
      untilMs: fromMs,
    });
    if (before.ok) hours.set(keyOf(look), new Set(before.value.map((one) => hourInLondon(one.atMs))));
  }
  return hours;
}

async function compartmentsOf(deps: ReadDependencies, persons: readonly PersonNumber[]) {
  const found = await deps.patientIndex.personsByNumber(persons);
  return new Map(found.map(({ person, records }) => [person, records.map(({ compartment }) => compartment)]));
}

/** Gives how many alerts were news. Run again over the same time it raises none twice. Faults: those of the log. */
export async function watchPatterns(
  deps: ReadDependencies,
  period: { readonly fromMs: number; readonly untilMs: number },
): Promise<Outcome<number>> {
  const read = await allLooks(deps, period);
  if (!read.ok) return read;
  const looks = read.value;
  const known = await deps.privacy.review.knownAround(looks, (persons) => compartmentsOf(deps, persons));
  const hours = await usualHours(deps, looks, period.fromMs);
  const kinship = await deps.patientIndex.compareKin(
    looks.map((look) => ({
      person: look.person,
      familyName: look.staffName.trim().split(/\s+/).at(-1) ?? '',
      self: known.selfOf.get(keyOf(look)),
    })),
  );
  const kinOf = new Map(looks.map((look, index) => [look, kinship[index]]));
  const raised = await deps.privacy.review.raiseForPatterns(looks, {
    isSameFamilyName: (look) => kinOf.get(look)?.isSameFamilyName ?? false,
    isSameHome: (look) => kinOf.get(look)?.isSameHome ?? false,
    isProtected: known.isProtected,
    hasContact: known.hasContact,
    usualHoursOf: (issuer, staffId) => hours.get(`${issuer}|${staffId}`) ?? new Set(),
    nowMs: deps.clock.now(),
  });
  return ok(raised);
}
