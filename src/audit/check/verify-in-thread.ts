/**
 * Going through the log hashes for twenty seconds a million entries. On the thread that answers requests, whoever asked
 * meanwhile waited a tenth of a second again and again, and longer each year; so a running region does it on another one.
 */
import { Worker } from 'node:worker_threads';
import type { DatabaseOptions } from '#platform';
import type { RegionReport } from './verify-region.ts';

export interface VerifyOrder {
  /** Of this log, as they are published. */
  readonly keyTexts: readonly string[];
  /** Checkpoints kept outside the database. */
  readonly outsideNotes: readonly string[];
}

/** Nothing is known of the log by it: the region stops. */
export class LookEnded extends Error {
  override readonly name = 'LookEnded';
}

type Place = Pick<DatabaseOptions, 'ownerUrl' | 'applicationUrl'>;
export type ThreadOrder = VerifyOrder & Place;

export interface LogVerifier {
  /** Reads the whole log. Throws what the database throws, and `LookEnded` when it was stopped. */
  verify(order: VerifyOrder): Promise<RegionReport>;
  /** Ends what is under way as a lost connection would: the thread has connections of its own, that nobody else watches. */
  cut(error: Error): void;
  /** Ends what is under way, and begins nothing any more. */
  stop(): Promise<void>;
}

export function verifyInThread({ ownerUrl, applicationUrl }: Place): LogVerifier {
  const underWay = new Map<Worker, (error: Error) => void>();
  let isStopped = false;
  return {
    verify: (order) =>
      new Promise((resolve, reject) => {
        if (isStopped) return reject(new LookEnded('no look through the log begins any more'));
        const workerData: ThreadOrder = { ...order, ownerUrl, applicationUrl };
        const thread = new Worker(new URL('verify-thread.ts', import.meta.url), { workerData });
        underWay.set(thread, reject);
        thread.once('message', (report: RegionReport) => resolve(report));
        thread.once('error', reject);
        thread.once('exit', () => {
          underWay.delete(thread);
          reject(new LookEnded('the look through the log was ended'));
        });
      }),
    cut(error) {
      for (const [thread, reject] of underWay) {
        reject(error);
        void thread.terminate();
      }
    },
    stop: async () => {
      isStopped = true;
      await Promise.all([...underWay.keys()].map((thread) => thread.terminate()));
    },
  };
}
