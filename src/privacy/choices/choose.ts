/** The services of choices: made by the person, or by staff on their behalf; effective with the next decision. */
import type { PersonNumber, RequestContext } from '#disclosure';
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { AnySql, Database, DatabaseTransaction } from '#platform';
import { privacyFault } from '../faults.ts';
import { endableBy, isChoiceComplete, makerOfChoice } from './check-choice.ts';
import type { Choice } from './choice.ts';
import { coverEntries, endChoice, keepChoice } from './keep-choices.ts';
import { isNameable } from './teams.ts';

export interface ChoiceDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextNumber: () => number;
}

export interface ChoiceToMake {
  readonly person: PersonNumber;
  readonly choice: Choice;
  /** How it was said: a form, a letter, in person; what staff saw of it. */
  readonly evidence: string;
  /** Entries that speak of those that are sealed. */
  readonly linked?: Parameters<typeof coverEntries>[2];
}

/** Whether this caller could make it: asked before the log is written. Faults: PRIVACY-005, PRIVACY-007. */
export function checkChoice(request: RequestContext, wanted: ChoiceToMake): Outcome<true> {
  const maker = makerOfChoice(request.caller, wanted.choice);
  if (maker === undefined) return failed(privacyFault('PRIVACY-005'));
  // Staff who write down what somebody wants say how they know.
  const isProved = maker.kind === 'person' || wanted.evidence.trim() !== '';
  return isProved && isChoiceComplete(wanted.choice) ? ok(true) : failed(privacyFault('PRIVACY-007'));
}

/** A team that has ended would close to everybody what is meant for its members. Fault: PRIVACY-007. */
export async function checkNamedTeam(sql: AnySql, choice: Choice): Promise<Outcome<true>> {
  const team = choice.kind === 'protection' || choice.kind === 'seal' ? choice.team : undefined;
  return team === undefined || (await isNameable(sql, team)) ? ok(true) : failed(privacyFault('PRIVACY-007'));
}

/** Faults: PRIVACY-005, PRIVACY-007. The caller has decided that this is the person, or one whom staff care for. */
export async function makeChoice(
  transaction: DatabaseTransaction,
  deps: ChoiceDependencies,
  request: RequestContext,
  wanted: ChoiceToMake,
): Promise<Outcome<{ readonly choice: number }>> {
  const checked = checkChoice(request, wanted);
  const madeBy = makerOfChoice(request.caller, wanted.choice);
  if (!checked.ok || madeBy === undefined) return checked.ok ? failed(privacyFault('PRIVACY-005')) : checked;
  const named = await checkNamedTeam(transaction, wanted.choice);
  if (!named.ok) return named;
  const choice = deps.nextNumber();
  await keepChoice(transaction, {
    choice,
    person: wanted.person,
    content: wanted.choice,
    madeBy,
    evidence: wanted.evidence.trim(),
    nowMs: deps.clock.now(),
  });
  await coverEntries(transaction, choice, wanted.linked ?? []);
  return ok({ choice });
}

/** Takes a choice back; what it was stays in the history. Faults: PRIVACY-005, PRIVACY-008. */
export async function takeBackChoice(
  transaction: DatabaseTransaction,
  deps: Pick<ChoiceDependencies, 'clock'>,
  request: RequestContext,
  ending: { readonly person: PersonNumber; readonly choice: number; readonly evidence: string },
): Promise<Outcome<true>> {
  const endable = endableBy(request.caller);
  if (endable === undefined) return failed(privacyFault('PRIVACY-005'));
  const isEnded = await endChoice(transaction, {
    choice: ending.choice,
    person: ending.person,
    endable,
    evidence: ending.evidence.trim(),
    nowMs: deps.clock.now(),
  });
  return isEnded ? ok(true) : failed(privacyFault('PRIVACY-008'));
}
