/** What every command shares: configuration, exit codes, one clear sentence on stderr. */
import { InvalidArgumentError } from 'commander';
import { type Config, readConfig } from '#config';
import type { Fault } from '#kernel/fault.ts';
import type { Outcome } from '#kernel/outcome.ts';
import { errorFields } from '#platform';
import { commandFault } from './faults.ts';

/** Ends a command with its fault: one sentence, its code, and each flaw on a line of its own. */
export class CommandFailed extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

export function faultText(fault: Fault): string {
  const flaws = (fault.flaws ?? []).map((flaw) => `  ${flaw.place}: ${flaw.rule}`);
  return [`${fault.code}: ${fault.message}`, ...flaws].join('\n');
}

/** What nobody expected: where it was thrown, and never its words, which may quote what was read. */
export function unexpectedText(error: unknown): string {
  const { errorName, sqlState, at } = errorFields(error);
  const where = [errorName, sqlState, at].filter((part) => part !== undefined).join(' ');
  return faultText(commandFault('CLI-011', [{ place: 'goldthread', rule: where }]));
}

/** For an option that is a number: what is none ends the command before it does anything. */
export function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most))
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    return value;
  };
}

export function succeeded<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new CommandFailed(outcome.fault);
  return outcome.value;
}

export function configOf(): Config {
  return succeeded(readConfig());
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}
