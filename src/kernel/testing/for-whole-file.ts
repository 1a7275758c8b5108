import { after } from 'node:test';

/** What the tests of a file share is closed after the last of them, the newest first: given to what `t` is given to in one test. */
export function forWholeFile(): { after(callback: () => Promise<void>): void } {
  const closers: (() => Promise<void>)[] = [];
  after(async () => {
    for (const close of closers.reverse()) await close();
  });
  return { after: (callback) => void closers.push(callback) };
}
