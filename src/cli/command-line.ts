/** What every command shares: configuration, exit codes, one clear sentence on stderr. */
import { type Config, readConfig } from '#config';
import type { Fault } from '#kernel/fault.ts';
import type { Outcome } from '#kernel/outcome.ts';

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
