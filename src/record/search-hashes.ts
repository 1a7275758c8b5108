/**
 * The hashes by which a row is found: of tokens, references, addresses, beginnings of strings and whole days, each in the
 * forms in which a search may name it. Equal hashes stand for equal values: of 53 bits, two values of one region's size
 * meet by chance once in millions of searches, and never show what the grant hides.
 */

import type { Resource, ResourceType } from '#fhir/resource-types.ts';
import { foldSearchString, type SearchValue } from '#fhir/search-values.ts';
import { hashNumber } from '#kernel/hash-number.ts';
import { type Compartment, isShelf, numberText } from '#kernel/identity-number.ts';
import type { ClinicalTime } from './clinical-time.ts';
import { codesOfRow, primaryCodeParameter } from './primary-code.ts';
import { mainDateParameters } from './search/find/main-date-table.ts';

/**
 * Raised whenever a resource would be hashed otherwise than before, here or in what extracts its values: regions then hash
 * anew what they hold (`search-hashes.test.ts` tells when it must be).
 */
export const searchHashVersion = 3;

/** Any code of a system, or a code of any system. */
const any = '*';

/** Stands in a row's hashes where its columns do not say what its text says: such a row is tested by its text. */
export const rowMark = {
  /** It lies with a patient whom neither `patient` nor `subject` names. */
  notBySubject: -1,
  /** Its clinical time is not the one span of its type's main date parameter. */
  otherTime: -2,
} as const;

export function tokenHash(parameter: string, system: string, code: string): number {
  return hashNumber(`${parameter}\u0000${system}\u0000${code}`);
}

/** A code, whatever its system. */
export function codeHash(code: string): number {
  return tokenHash(primaryCodeParameter, any, code);
}

export function referenceHash(parameter: string, target: string): number {
  return hashNumber(`${parameter}\u0000${target}`);
}

/** A uri, or a reference to something that is not a resource of ours. */
export function addressHash(parameter: string, address: string): number {
  return hashNumber(`${parameter}\u0000u${address}`);
}

/** A reference to something that is contained: only the text tells what it is. */
export function containedHash(parameter: string): number {
  return hashNumber(`${parameter}\u0000#`);
}

export function beginningHash(parameter: string, beginning: string): number {
  return hashNumber(`${parameter}\u0000s${beginning}`);
}

export function dayHash(parameter: string, lowMs: number): number {
  return hashNumber(`${parameter}\u0000d${lowMs}`);
}

/** Business identifiers over the whole region. */
export function identifierHash(system: string, value: string): number {
  return hashNumber(`${system}\u0000${value}`);
}

/** Parameters that every query pins by a column already. */
const pinnedByColumn: ReadonlySet<string> = new Set(['patient', 'subject', '_id', '_lastUpdated', '_source']);

/** How many letters of a string are hashed: a search by as many or more is narrowed. */
export const beginningLetters = 4;
/** Names are searched by fewer letters too. */
export const nameParameters: ReadonlySet<string> = new Set(['name', 'family', 'given']);
export const fewestNameLetters = 2;
/** Searched by the day, of people. */
export const dayParameters: ReadonlySet<string> = new Set(['birthdate']);

const headLetters = 64;

/** The first letters as they are compared; a long text is not folded whole for four letters. */
export function foldedBeginning(text: string): string {
  const head = foldSearchString(text.slice(0, headLetters));
  const folded = head.length < beginningLetters && text.length > headLetters ? foldSearchString(text) : head;
  return folded.slice(0, beginningLetters);
}

function addString(hashes: Set<number>, parameter: string, text: string): void {
  const beginning = foldedBeginning(text);
  if (beginning !== '') hashes.add(beginningHash(parameter, beginning));
  if (nameParameters.has(parameter))
    for (let letters = fewestNameLetters; letters < beginning.length; letters++)
      hashes.add(beginningHash(parameter, beginning.slice(0, letters)));
}

function addToken(hashes: Set<number>, parameter: string, system: string | undefined, code: string | undefined): void {
  if (code !== undefined) {
    hashes.add(tokenHash(parameter, system ?? '', code));
    hashes.add(tokenHash(parameter, any, code));
  }
}

/** A canonical is found with its version and without. */
function addAddress(hashes: Set<number>, parameter: string, address: string): void {
  hashes.add(addressHash(parameter, address));
  const bar = address.indexOf('|');
  if (bar > 0) hashes.add(addressHash(parameter, address.slice(0, bar)));
}

function addValue(hashes: Set<number>, value: SearchValue): void {
  switch (value.kind) {
    case 'token':
      addToken(hashes, value.parameter, value.system, value.code);
      break;
    case 'reference':
      if (value.id !== undefined) hashes.add(referenceHash(value.parameter, `${value.type}/${value.id}`));
      else if (value.url !== undefined) addAddress(hashes, value.parameter, value.url);
      else if (value.contained !== undefined) hashes.add(containedHash(value.parameter));
      break;
    case 'uri':
      hashes.add(addressHash(value.parameter, value.uri));
      break;
    case 'string':
      addString(hashes, value.parameter, value.text);
      break;
    case 'date':
      if (dayParameters.has(value.parameter)) hashes.add(dayHash(value.parameter, value.lowMs));
      break;
    default:
      break;
  }
}

export interface HashedRow {
  readonly resource: Resource;
  readonly compartment: Compartment;
  readonly time: ClinicalTime;
}

function isBySubject(row: HashedRow, values: readonly SearchValue[]): boolean {
  if (isShelf(row.compartment) || row.resource.resourceType === 'Patient') return true;
  const id = numberText(row.compartment);
  return values.some(
    (value) =>
      value.kind === 'reference' &&
      (value.parameter === 'patient' || value.parameter === 'subject') &&
      value.type === 'Patient' &&
      value.id === id,
  );
}

function isTimeOfColumns({ resource, time }: HashedRow, values: readonly SearchValue[]): boolean {
  const parameter = mainDateParameters[resource.resourceType as ResourceType];
  if (parameter === undefined) return true;
  const dates = values.filter((value) => value.kind === 'date' && value.parameter === parameter);
  const [only] = dates;
  if (dates.length === 0) return time.fromMs === undefined;
  return dates.length === 1 && only?.kind === 'date' && only.lowMs === time.fromMs && only.highMs === time.untilMs;
}

export interface RowHashes {
  /** With the marks that the row needs. */
  readonly tokens: readonly number[];
  readonly primaryCode: number | undefined;
  readonly furtherCodes: readonly number[];
}

/** What is about nobody is kept by its type alone: a CodeSystem has a code for each of its concepts. */
function codeHashes({ compartment }: HashedRow, values: readonly SearchValue[]): Omit<RowHashes, 'tokens'> {
  if (isShelf(compartment)) return { primaryCode: undefined, furtherCodes: [] };
  const { primary, further } = codesOfRow(values);
  return { primaryCode: primary === undefined ? undefined : codeHash(primary), furtherCodes: further.map(codeHash) };
}

export function rowHashes(row: HashedRow, values: readonly SearchValue[]): RowHashes {
  const hashes = new Set<number>();
  for (const value of values) if (!pinnedByColumn.has(value.parameter)) addValue(hashes, value);
  if (!isBySubject(row, values)) hashes.add(rowMark.notBySubject);
  if (!isTimeOfColumns(row, values)) hashes.add(rowMark.otherTime);
  return { tokens: [...hashes], ...codeHashes(row, values) };
}

export function identifierHashes(values: readonly SearchValue[]): number[] {
  const hashes = new Set<number>();
  for (const value of values)
    if (value.kind === 'token' && value.parameter === 'identifier' && value.code !== undefined) {
      hashes.add(identifierHash(value.system ?? '', value.code));
      hashes.add(identifierHash(any, value.code));
    }
  return [...hashes];
}
