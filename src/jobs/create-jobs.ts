/** Takes jobs and runs their handlers, a few at once. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '#kernel/clock.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { type Database, errorFields, type Log } from '#platform';
import { jobFault } from './faults.ts';
import { type Job, JobEnded, type JobHandler, type JobKind, type JobPart, type JobRun, type NewJob } from './job.ts';
import * as rows from './job-rows.ts';

export interface JobsDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** How many run at once in this process: two, so that requests keep their processor. */
  readonly atOnce?: number;
  readonly leaseMs?: number;
}

export interface Jobs {
  /** Once for each kind, before `start`. Of kinds that take hours, a process leaves one place to the others. */
  register(kind: string, handler: JobHandler, is?: { readonly takesHours: boolean }): void;
  /** Fault JOBS-001. The job is durable when this comes back. */
  begin(given: NewJob): Promise<Outcome<string>>;
  /** The same for a job whose parts come one by one: nobody takes it before `commence`, and it is forgotten without. */
  prepare(given: NewJob): Promise<Outcome<string>>;
  /** Of a job that is being prepared. */
  putPart(id: string, part: JobPart): Promise<void>;
  commence(id: string): Promise<void>;
  /** Undefined when there is none for this owner: another's, a deleted and an expired one are the same. */
  find(id: string, owner: string): Promise<Job | undefined>;
  readPart(job: Job, number: number): Promise<JobPart | undefined>;
  /** Deletes it with its parts, whatever it is doing; false when there is none for this owner. */
  remove(id: string, owner: string): Promise<boolean>;
  /** How many wait, and run. */
  unfinished(): Promise<Readonly<Record<'waiting' | 'running', number>>>;
  start(): void;
  /** Lets handlers come to their next report; what is unfinished waits for the next start. */
  stop(): Promise<void>;
}

const hourMs = 3_600_000;
const unfinishedMax = 5;
const attemptsMax = 3;
const pollMs = 2_000;
const sweepMs = 60_000;

/** 128 bits: an address that nobody guesses. */
function newId(): string {
  return randomBytes(16).toString('hex');
}

class Runner {
  readonly #deps: JobsDependencies;
  readonly #handlers: ReadonlyMap<string, JobKind>;
  readonly #name = newId();
  readonly #running = new Map<Promise<void>, JobKind | undefined>();
  readonly #leaseMs: number;
  readonly #atOnce: number;
  #isStopping = false;
  #isTaking = false;
  #taking: Promise<void> | undefined;
  #isAskedAgain = false;
  #timers: NodeJS.Timeout[] = [];

  constructor(deps: JobsDependencies, handlers: ReadonlyMap<string, JobKind>) {
    this.#deps = deps;
    this.#handlers = handlers;
    this.#leaseMs = deps.leaseMs ?? 30_000;
    this.#atOnce = deps.atOnce ?? 2;
  }

  start(): void {
    this.#timers = [setInterval(() => this.wake(), pollMs), setInterval(() => void this.#sweep(), sweepMs)];
    this.wake();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const timer of this.#timers) clearInterval(timer);
    // A statement that is on its way may still take a job.
    await this.#taking;
    await Promise.all(this.#running.keys());
  }

  wake(): void {
    if (this.#isTaking) this.#isAskedAgain = true;
    else if (this.#timers.length > 0) this.#taking = this.#takeAll();
  }

  async #sweep(): Promise<void> {
    try {
      await rows.forgetExpired(this.#deps.database, this.#deps.clock.now());
    } catch (error) {
      this.#deps.log.warn('expired jobs could not be deleted', errorFields(error));
    }
  }

  /** Imports of several organisations would hold every place for hours, and nobody's export would begin. */
  #kindsToTake(): string[] {
    const long = [...this.#running.values()].filter((kind) => kind?.takesHours === true).length;
    const isPlaceForLong = long < Math.max(1, this.#atOnce - 1);
    return [...this.#handlers].filter(([, { takesHours }]) => isPlaceForLong || !takesHours).map(([kind]) => kind);
  }

  async #takeAll(): Promise<void> {
    this.#isTaking = true;
    do {
      this.#isAskedAgain = false;
      try {
        while (!this.#isStopping && this.#running.size < this.#atOnce) {
          const nowMs = this.#deps.clock.now();
          const untilMs = nowMs + this.#leaseMs;
          const kinds = this.#kindsToTake();
          const taken = await rows.takeJob(this.#deps.database, { name: this.#name, kinds, nowMs, untilMs });
          if (taken === undefined) break;
          if (this.#isStopping) return await rows.releaseJob(this.#deps.database, taken.job.id, this.#name);
          const work: Promise<void> = this.#run(taken).finally(() => {
            this.#running.delete(work);
            this.wake();
          });
          this.#running.set(work, this.#handlers.get(taken.job.kind));
        }
      } catch (error) {
        this.#deps.log.warn('no job could be taken', errorFields(error));
      }
    } while (this.#isAskedAgain && !this.#isStopping);
    this.#isTaking = false;
  }

  async #run(taken: rows.TakenJob): Promise<void> {
    const { database, clock, log } = this.#deps;
    const { job, attempts } = taken;
    const held = { id: job.id, name: this.#name };
    const renewal = setInterval(() => {
      rows
        .renewJob(database, { ...held, untilMs: clock.now() + this.#leaseMs })
        .catch((error: unknown) => log.warn('the lease of a job was not renewed', errorFields(error)));
    }, this.#leaseMs / 3);
    try {
      const outcome = attempts > attemptsMax ? failed(jobFault('JOBS-002')) : await this.#handle(taken);
      const end = outcome.ok ? { result: outcome.value } : { fault: outcome.fault };
      await rows.finishJob(database, { ...held, nowMs: clock.now() }, end);
    } catch (error) {
      await this.#putDown(held, job.kind, error).catch((cause: unknown) =>
        log.warn('a job could not be put down; its lease runs out', { kind: job.kind, ...errorFields(cause) }),
      );
    } finally {
      clearInterval(renewal);
    }
  }

  async #putDown(held: { id: string; name: string }, kind: string, error: unknown): Promise<void> {
    const { database, clock, log } = this.#deps;
    if (error instanceof JobEnded) return rows.releaseJob(database, held.id, held.name);
    log.error('a job failed', { kind, ...errorFields(error) });
    await rows.finishJob(database, { ...held, nowMs: clock.now() }, { fault: jobFault('JOBS-003') });
  }

  #handle({ job, checkpoint }: rows.TakenJob): ReturnType<JobHandler> {
    const { database, clock } = this.#deps;
    const kind = this.#handlers.get(job.kind);
    if (kind === undefined) throw new Error('a job was taken that nobody handles');
    const renew = async (report?: Parameters<typeof rows.renewJob>[2]): Promise<void> => {
      const held = { id: job.id, name: this.#name, untilMs: clock.now() + this.#leaseMs };
      const isHeld = await rows.renewJob(database, held, report);
      if (!isHeld || this.#isStopping) throw new JobEnded();
    };
    const run: JobRun = {
      job,
      checkpoint,
      report: (progress, at) => renew({ progress, ...(at === undefined ? {} : { checkpoint: at }) }),
      putPart: async (part) => {
        await renew();
        await rows.upsertPart(database.sql, job.id, part);
      },
      readPart: (number) => rows.selectPart(database, job.id, number),
    };
    return kind.handler(run);
  }
}

export function createJobs(deps: JobsDependencies): Jobs {
  const handlers = new Map<string, JobKind>();
  const runner = new Runner(deps, handlers);
  const insert = async (given: NewJob, state: 'preparing' | 'waiting'): Promise<Outcome<string>> => {
    const keepMs = Math.min(given.keepMs ?? hourMs, hourMs);
    const id = newId();
    const job = { ...given, id, keepMs, state, nowMs: deps.clock.now() };
    const isTaken = await rows.insertJob(deps.database, job, given.unfinishedMax ?? unfinishedMax);
    return isTaken ? ok(id) : failed(jobFault('JOBS-001'));
  };
  return {
    register(kind, handler, { takesHours } = { takesHours: false }) {
      if (handlers.has(kind)) throw new Error(`jobs of kind ${kind} have a handler already`);
      handlers.set(kind, { handler, takesHours });
    },
    async begin(given) {
      const begun = await insert(given, 'waiting');
      if (begun.ok) runner.wake();
      return begun;
    },
    prepare: (given) => insert(given, 'preparing'),
    putPart: (id, part) => rows.upsertPart(deps.database.sql, id, part),
    async commence(id) {
      await rows.commenceJob(deps.database, id);
      runner.wake();
    },
    find: (id, owner) => rows.selectJob(deps.database, id, owner, deps.clock.now()),
    readPart: (job, number) => rows.selectPart(deps.database, job.id, number),
    remove: (id, owner) => rows.deleteJob(deps.database, id, owner),
    unfinished: () => rows.countUnfinished(deps.database),
    start: () => runner.start(),
    stop: () => runner.stop(),
  };
}
