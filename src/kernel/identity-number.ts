/**
 * Numbers for records, resources and versions, and the text they have outside.
 *
 * A number is 41 bits of milliseconds and 12 bits that start at random in each millisecond and grow by random steps:
 * ordered by time, fits a JavaScript safe integer and a PostgreSQL bigint, and a gap between two numbers says nothing
 * about whether something hidden lies between them (decision 0004).
 */
import { randomBytes } from 'node:crypto';
import type { Branded } from './branded.ts';
import type { Clock } from './clock.ts';

/** The shard key: one source-patient record, or one of the shelves for resources without a patient. */
export type Compartment = Branded<number, 'Compartment'>;
/** A resource within its compartment. */
export type ResourceNumber = Branded<number, 'ResourceNumber'>;
/** A version of a resource; also when it was recorded. */
export type VersionNumber = Branded<number, 'VersionNumber'>;

const epochMs = Date.UTC(2025, 0, 1);
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const letterValues = new Map([...alphabet].map((letter, value) => [letter, value]));
const lettersPerNumber = 11;
const shelves = 1024;

/** Resources without a patient are spread over this many compartments, whose numbers are below every patient's. */
export const shelfCount = shelves;

export function isShelf(compartment: Compartment): boolean {
  return compartment < shelves;
}

/** The shelf of a resource without a patient: fixed by its own number, so that its id finds it. */
export function shelfOf(number: number): Compartment {
  return (number % shelves) as Compartment;
}

/**
 * A source of numbers, strictly rising within this process.
 * @param afterMs when those of an earlier process were made, at the latest: a version never stands before the one that it replaced
 */
export function numberSource(clock: Clock, afterMs = epochMs): () => number {
  let lastMs = afterMs - epochMs;
  let low = 0;
  let pool = randomBytes(4096);
  let at = 0;
  const random = (): number => {
    if (at + 2 > pool.length) {
      pool = randomBytes(4096);
      at = 0;
    }
    const value = pool.readUInt16LE(at);
    at += 2;
    return value;
  };
  return () => {
    const nowMs = clock.now() - epochMs;
    if (nowMs > lastMs) {
      lastMs = nowMs;
      low = random() & 0x7ff;
    } else {
      low += 1 + (random() & 0x0f);
      if (low > 0xfff) {
        lastMs += 1;
        low = random() & 0x7ff;
      }
    }
    return lastMs * 4096 + low;
  };
}

/** Milliseconds since 1970 at which the number was made. */
export function numberTimeMs(number: number): number {
  return Math.floor(number / 4096) + epochMs;
}

/** The smallest number that could have been made at `timeMs`: for "since" queries. */
export function numberAtTime(timeMs: number): number {
  return Math.max(0, (timeMs - epochMs) * 4096);
}

/** Two letters at a time: every entry of a Bundle has an address made of these. */
const letterPairs = [...alphabet].flatMap((one) => [...alphabet].map((other) => one + other));
const fivePairs = 2 ** 25;

function pair(bits: number): string {
  return letterPairs[bits & 1023]!;
}

/** Eleven letters of Crockford's base 32, lower case. */
export function numberText(number: number): string {
  // No more than 53 bits: 28 above, 25 below, each whole in the 32 bits of JavaScript's shifts.
  const high = Math.floor(number / fivePairs);
  const low = number - high * fivePairs;
  const first = pair(high >>> 25) + pair(high >>> 15) + pair(high >>> 5);
  return first.slice(1) + pair(((high & 31) << 5) | (low >>> 20)) + pair(low >>> 10) + pair(low);
}

function textNumber(text: string): number | undefined {
  let number = 0;
  for (const letter of text) {
    const value = letterValues.get(letter);
    if (value === undefined) return undefined;
    number = number * 32 + value;
  }
  return Number.isSafeInteger(number) ? number : undefined;
}

/** The FHIR id of a Patient is its compartment; any other id is its compartment and its own number. */
export function resourceIdText(compartment: Compartment, number: ResourceNumber): string {
  return (compartment as number) === (number as number)
    ? numberText(compartment)
    : numberText(compartment) + numberText(number);
}

export interface ResourceAddress {
  readonly compartment: Compartment;
  readonly number: ResourceNumber;
}

/** Where a server-assigned id leads; undefined when the text is not one. */
export function parseResourceId(text: string): ResourceAddress | undefined {
  if (text.length === lettersPerNumber) {
    const number = textNumber(text);
    return number === undefined ? undefined : { compartment: number as Compartment, number: number as ResourceNumber };
  }
  if (text.length !== 2 * lettersPerNumber) return undefined;
  const compartment = textNumber(text.slice(0, lettersPerNumber));
  const number = textNumber(text.slice(lettersPerNumber));
  if (compartment === undefined || number === undefined) return undefined;
  return { compartment: compartment as Compartment, number: number as ResourceNumber };
}

/** Where the id of a person's Patient leads; undefined when the text is not one, or is the id of something else. */
export function parsePatientId(text: string): ResourceAddress | undefined {
  const address = parseResourceId(text);
  if (address === undefined || isShelf(address.compartment)) return undefined;
  return (address.compartment as number) === (address.number as number) ? address : undefined;
}

export function parseVersionId(text: string): VersionNumber | undefined {
  return text.length === lettersPerNumber ? (textNumber(text) as VersionNumber | undefined) : undefined;
}
