/** What the load process is asked for, and what it gives back. */
import type { Timings } from './measure.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpJob {
  readonly kind: 'http';
  readonly port: number;
  readonly connections: number;
  readonly requests: readonly HttpRequest[];
  /** After that long no request is begun. */
  readonly seconds: number;
  /** Each request once; otherwise from the first again and again. */
  readonly isOnce: boolean;
  /** Gives the bodies back, in the order in which they came. */
  readonly keepsBodies: boolean;
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
}
