/**
 * Small files that must be whole after a power cut: a key, a checkpoint. Each is written under a passing name, flushed,
 * and only then given its own (fsync(2): a new name needs its folder flushed, too).
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';

const ownerOnly = 0o600;

const passingNameOf = (path: string): string => `${path}.${randomBytes(6).toString('hex')}`;

/** Whether a file of this name is not whole yet, or was left by a process that was killed. */
export const isPassingName = (name: string): boolean => /\.[0-9a-f]{12}$/.test(name);

/** Makes a folder, and those above it, for our user only. Throws what the file system says. */
export async function makeDurableFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first !== undefined) await syncFolder(dirname(first));
}

/** False, and nothing done, when there is a file of this name. Throws what the file system says. */
export async function makeDurableFile(path: string, text: string): Promise<boolean> {
  return throughPassingFile(path, text, async (passing) => {
    try {
      await link(passing, path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      await rm(passing);
    }
  });
}

/** Puts the text in the place of what the file held, at one stroke. Throws what the file system says. */
export async function replaceDurableFile(path: string, text: string): Promise<void> {
  await throughPassingFile(path, text, (passing) => rename(passing, path));
}

/**
 * The same for what is too long to be held: `write` ends the stream. False, and nothing done, when there is a file of this name.
 * Throws what the file system and `write` say, and leaves nothing then.
 */
export async function streamDurableFile(path: string, write: (to: Writable) => Promise<void>): Promise<boolean> {
  if (existsSync(path)) return false;
  const passing = passingNameOf(path);
  // Opened before anybody writes: a stream that opens its own file fails where nobody listens yet.
  const file = await open(passing, 'wx', ownerOnly);
  try {
    await write(file.createWriteStream({ flush: true }));
    await link(passing, path);
    await syncFolder(dirname(path));
    return true;
  } finally {
    await file.close().catch(() => undefined);
    await rm(passing, { force: true });
  }
}

async function throughPassingFile<T>(path: string, text: string, place: (passing: string) => Promise<T>): Promise<T> {
  const passing = passingNameOf(path);
  const file = await open(passing, 'wx', ownerOnly);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  const placed = await place(passing);
  await syncFolder(dirname(path));
  return placed;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
