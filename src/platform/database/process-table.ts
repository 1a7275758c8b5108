/** What the operating system says about other processes. Full answers on Linux; elsewhere only whether one lives. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Whether it runs. One that was killed and that its parent has not noticed yet (in a container, often never) does not. */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return !isDead(processId);
}

/** A number that together with the process id is never used twice until the next boot; empty where it cannot be told. */
export function processStart(processId: number): string {
  try {
    const text = readFileSync(`/proc/${processId}/stat`, 'utf8');
    // The name of the program stands in brackets and may hold spaces: counted from behind it, the start is field 20.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** The space in which process ids mean something: one boot of one machine, and within it one container. */
export function processSpace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

/** The postgres processes whose working directory is `directory` (real path): PostgreSQL always works in its own. */
export function postgresProcessesIn(directory: string): readonly number[] {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  return names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((processId) => {
      try {
        if (readlinkSync(`/proc/${processId}/cwd`) !== directory) return false;
        if (isDead(processId)) return false;
        return /\/postgres( \(deleted\))?$/.test(readlinkSync(`/proc/${processId}/exe`));
      } catch {
        return false;
      }
    });
}

/** Killed, and only waiting for its parent to notice. */
function isDead(processId: number): boolean {
  try {
    const text = readFileSync(`/proc/${processId}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}
