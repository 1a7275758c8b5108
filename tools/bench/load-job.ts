/** What the load process is asked for, and what it gives back. */
import type { Timings } from './measure.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What its good answer stands for, where that is not one: the resources of a Bundle. */
  readonly units?: number;
}

/** Stands in paths, headers and bodies of a numbered job for the running number of the request. */
export const numberMark = '{number}';

export interface HttpJob {
  readonly kind: 'http';
  readonly port: number;
  readonly connections: number;
  readonly requests: readonly HttpRequest[];
  /** After that long no request is begun. */
  readonly seconds: number;
  /** Each request once; otherwise from the first again and again. */
  readonly isOnce: boolean;
  /** Gives bodies and statuses back, in the order of the requests. */
  readonly keepsBodies: boolean;
  /** The running number of the first request, in place of each `numberMark`; without it nothing is replaced. */
  readonly firstNumber?: number;
  /** A good answer stands for its lines (NDJSON). */
  readonly countsLines?: boolean;
}

export interface MllpJob {
  readonly kind: 'mllp';
  readonly port: number;
  /** One connection each. */
  readonly senders: readonly string[];
  readonly seconds: number;
  /** The first message's number: control ids are used once. */
  readonly firstNumber: number;
}

export type LoadJob = HttpJob | MllpJob;

export interface LoadResult extends Timings {
  readonly bodies: readonly string[];
  readonly statuses: readonly string[];
  /** Of the good answers. */
  readonly units: number;
  /** Processor time of the load client itself. */
  readonly clientMs: number;
}
