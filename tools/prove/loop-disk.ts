/**
 * A disk in a file, so that its power can be cut: what the file holds at one moment is what the disk would hold. Needs
 * root and loop devices; device-mapper, which would do more, is often missing.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface LoopDisk {
  /** Where it is mounted. */
  readonly folder: string;
  /** Writes everything out, as a running machine does in time. */
  sync(): void;
  /** Copies what has reached the disk; comes back when the copy is of one moment. Nobody may write meanwhile. */
  copy(): Promise<void>;
  /** Mounts the copy in place of the disk. */
  replaceByCopy(): Promise<void>;
  remove(): Promise<void>;
}

const sizeBytes = 2 * 1024 ** 3;

function run(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** What is missing for it on this machine, in words; undefined when nothing is. */
export function whyNoLoopDisk(folder: string): string | undefined {
  if (process.platform !== 'linux') return 'loop mounts are Linux';
  if (process.getuid?.() !== 0) return 'mounting a disk image needs root';
  const image = join(folder, 'probe.img');
  const target = join(folder, 'probe');
  try {
    mkdirSync(target);
    writeFileSync(image, '');
    truncateSync(image, 8 * 1024 ** 2);
    run('mkfs.ext4', '-q', '-F', image);
    run('mount', '-o', 'loop', image, target);
    run('umount', target);
    return undefined;
  } catch (error) {
    return `a disk image cannot be mounted here: ${(error as Error).message.split('\n')[0] ?? ''}`;
  } finally {
    rmSync(image, { force: true });
    rmSync(target, { recursive: true, force: true });
  }
}

async function unmount(folder: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      run('umount', folder);
      return;
    } catch {
      await pause(50);
    }
  }
  run('umount', '--lazy', folder);
}

export function makeLoopDisk(parent: string): LoopDisk {
  const image = join(parent, 'disk.img');
  const copied = join(parent, 'copy.img');
  const folder = join(parent, 'disk');
  mkdirSync(folder);
  writeFileSync(image, '');
  truncateSync(image, sizeBytes);
  run('mkfs.ext4', '-q', '-F', image);
  const mount = (): string => run('mount', '-o', 'loop', image, folder);
  mount();
  const changedAt = (): bigint => statSync(image, { bigint: true }).mtimeNs;
  return {
    folder,
    sync: () => void run('sync', '--file-system', folder),
    async copy() {
      // The kernel may still write back what was written long ago; a copy of two moments is a copy of none.
      for (let attempt = 0; attempt < 20; attempt++) {
        const before = changedAt();
        run('cp', '--sparse=always', image, copied);
        if (changedAt() === before) return;
        await pause(100);
      }
      throw new Error('the disk never stood still long enough to be copied');
    },
    async replaceByCopy() {
      await unmount(folder);
      renameSync(copied, image);
      mount();
    },
    async remove() {
      await unmount(folder);
      rmSync(image, { force: true });
      rmSync(copied, { force: true });
    },
  };
}
