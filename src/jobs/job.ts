/** The words of jobs: what is asked, how far it is, and what a handler is given. */
import type { Fault } from '#kernel/fault.ts';
import type { Outcome } from '#kernel/outcome.ts';

/** `preparing`: its parts are still coming; nobody takes it. */
export type JobState = 'preparing' | 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** JSON. What identifies a person must not stand in a job's progress; its request and result are its owner's alone. */
export type JobData = Readonly<Record<string, unknown>>;

export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly owner: string;
  readonly request: JobData;
  readonly state: JobState;
  readonly progress: string | undefined;
  readonly result: JobData | undefined;
  readonly fault: Fault | undefined;
  readonly createdAtMs: number;
  readonly finishedAtMs: number | undefined;
  /** Known once it has ended; from then on the job is gone. */
  readonly expiresAtMs: number | undefined;
}

export interface JobPart {
  readonly number: number;
  readonly contentType: string;
  readonly body: Uint8Array;
}

export interface NewJob {
  readonly kind: string;
  readonly owner: string;
  readonly request: JobData;
  /** How long the result stays after the end; an hour when left out, and never longer. */
  readonly keepMs?: number;
  /** How many the owner may have under way; five when left out. */
  readonly unfinishedMax?: number;
  readonly parts?: readonly JobPart[];
}

/** What a handler works with. Everything here throws `JobEnded` once the job is deleted, taken over or to be put down. */
export interface JobRun {
  readonly job: Job;
  /** What the last attempt left; undefined in the first. */
  readonly checkpoint: JobData | undefined;
  report(progress: string, checkpoint?: JobData): Promise<void>;
  /** A part of the same number is replaced, so that an attempt that goes on may write it again. */
  putPart(part: JobPart): Promise<void>;
  readPart(number: number): Promise<JobPart | undefined>;
}

/** Gives the result, or the fault that the owner is told. A handler must be able to go on from its last checkpoint. */
export type JobHandler = (run: JobRun) => Promise<Outcome<JobData>>;

export interface JobKind {
  readonly handler: JobHandler;
  /** The last free place of a process is for none of these: somebody waits for what is shorter. */
  readonly takesHours: boolean;
}

/** Not an error: the work is over for this attempt. */
export class JobEnded extends Error {}
