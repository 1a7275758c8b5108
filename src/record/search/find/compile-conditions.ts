/**
 * What of a search the database can answer from columns and hashes. Each criterion narrows or not, and is proved by the
 * columns or not: where all are proved, no row is parsed to be found, counted or left out.
 */
import type { SearchParameterDefinition } from '#fhir/definitions.ts';
import { parseReference } from '#fhir/reference.ts';
import { foldSearchString } from '#fhir/search-values.ts';
import { numberAtTime } from '#kernel/identity-number.ts';
import type { ColumnCondition, ColumnTest, RowConditions } from '#store';
import {
  addressHash,
  beginningHash,
  beginningLetters,
  containedHash,
  dayHash,
  dayParameters,
  fewestNameLetters,
  nameParameters,
  referenceHash,
  rowMark,
  tokenHash,
} from '../../search-hashes.ts';
import { readSearchedDate } from '../match/compare-ranges.ts';
import type { ReadSearch, SearchCriterion } from '../search-criterion.ts';
import { splitPrefix, splitUnescaped, withoutEscapes } from '../search-text.ts';
import { mainDateParameters } from './main-date-table.ts';

export interface CompiledConditions {
  readonly conditions: RowConditions;
  /** Rows that the conditions let through and that are not marked answer to the whole search. */
  readonly isExact: boolean;
}

export interface CompilingContext {
  readonly baseUrl: string;
  /** Criteria that the way to the rows answers already: the patient, ids. */
  readonly answered: ReadonlySet<SearchCriterion>;
  /** Only what can be said of the text that the caller is shown (attack 49): nothing is proved, nothing excluded. */
  readonly isTextStripped: boolean;
}

/** One criterion: what narrows, and whether that says it all. */
interface Narrowing {
  readonly tokens?: readonly number[];
  readonly withoutTokens?: readonly number[];
  readonly column?: ColumnCondition;
  /** Rows of this hash are not proved. */
  readonly mark?: number;
  readonly isExact: boolean;
}

const unknown: Narrowing = { isExact: false };

/** Under which name the hashes of its values stand. */
export function nameInIndex({ code, indexName }: Pick<SearchParameterDefinition, 'code' | 'indexName'>): string {
  return indexName ?? code;
}

/** A hash of one alternative: exact, or only a beginning of it. */
type Hashed = { readonly hashes: readonly number[]; readonly isExact: boolean } | undefined;

const exactly = (...hashes: readonly number[]): Hashed => ({ hashes, isExact: true });

function tokenAlternative(code: string, text: string): Hashed {
  const [first = '', second] = splitUnescaped(text, '|').map(withoutEscapes);
  if (second === undefined) return exactly(tokenHash(code, '*', first));
  return second === '' || first === '*' ? undefined : exactly(tokenHash(code, first, second));
}

const idForm = /^[A-Za-z0-9\-.]{1,64}$/;

/** One hash for each type that the id may be of. Patients are left out: every record of a person matches, not one id. */
function referenceAlternative(criterion: SearchCriterion, written: string, baseUrl: string): Hashed {
  const { definition, modifier } = criterion;
  const name = nameInIndex(definition);
  const text = withoutEscapes(written);
  const parsed = parseReference(text, baseUrl);
  const isId = parsed.kind !== 'local' && idForm.test(text);
  if (parsed.kind !== 'local' && !isId) return exactly(addressHash(name, text));
  const types = parsed.kind === 'local' ? [parsed.type] : modifier === undefined ? definition.targets : [modifier];
  if (types === undefined || types.includes('Patient')) return undefined;
  const id = parsed.kind === 'local' ? parsed.id : text;
  return exactly(...types.map((type) => referenceHash(name, `${type}/${id}`)));
}

function stringAlternative(criterion: SearchCriterion, written: string): Hashed {
  const { definition, modifier } = criterion;
  const name = nameInIndex(definition);
  const folded = foldSearchString(withoutEscapes(written));
  const fewest = nameParameters.has(name) ? fewestNameLetters : beginningLetters;
  // An exact value is hashed whole when it is short.
  const isWhole = modifier === 'exact' && folded !== '';
  if (modifier === 'contains' || (folded.length < fewest && !isWhole)) return undefined;
  const hash = beginningHash(name, folded.slice(0, beginningLetters));
  return { hashes: [hash], isExact: modifier === undefined && folded.length <= beginningLetters };
}

function dayAlternative(code: string, written: string): Hashed {
  const { prefix, rest } = splitPrefix(written);
  const searched = prefix === 'eq' && /^\d{4}-\d\d-\d\d$/.test(rest) ? readSearchedDate(rest) : undefined;
  return searched === undefined ? undefined : exactly(dayHash(code, searched.low));
}

function alternativeOf(criterion: SearchCriterion, text: string, baseUrl: string): Hashed {
  const { definition, modifier } = criterion;
  const name = nameInIndex(definition);
  switch (definition.type) {
    case 'token':
      return modifier === undefined || modifier === 'not' ? tokenAlternative(name, text) : undefined;
    case 'reference':
      return modifier === 'identifier' || modifier === 'below'
        ? undefined
        : referenceAlternative(criterion, text, baseUrl);
    case 'string':
      return stringAlternative(criterion, text);
    case 'uri':
      return modifier === undefined ? exactly(addressHash(name, withoutEscapes(text))) : undefined;
    case 'date':
      return dayParameters.has(name) ? dayAlternative(name, text) : undefined;
    default:
      return undefined;
  }
}

/** Parameters without hashes: columns hold what they say. */
const withoutHashes: ReadonlySet<string> = new Set(['patient', 'subject', '_id', '_lastUpdated', '_source']);

/** Of a person any record may be meant: what leads to patients narrows by no hash. */
function byAddresses(criterion: SearchCriterion, addresses: ReadonlySet<string>): Narrowing {
  if (criterion.definition.type !== 'reference' || [...addresses].some((one) => one.startsWith('Patient/')))
    return unknown;
  const tokens = [...addresses].map((one) => referenceHash(nameInIndex(criterion.definition), one));
  if (criterion.containedTest === undefined) return { tokens, isExact: true };
  const mark = containedHash(nameInIndex(criterion.definition));
  return { tokens: [...tokens, mark], mark, isExact: true };
}

/** The hashes of all together narrow, where each of them has some. */
function byAnyHash(criteria: readonly SearchCriterion[], baseUrl: string): Narrowing {
  const narrowings = criteria.map((one) => byHash(one, baseUrl));
  if (narrowings.some(({ tokens }) => tokens === undefined)) return unknown;
  return {
    tokens: narrowings.flatMap(({ tokens }) => tokens!),
    isExact: narrowings.every(({ isExact, mark }) => isExact && mark === undefined),
  };
}

function byHash(criterion: SearchCriterion, baseUrl: string): Narrowing {
  if (criterion.anyOf !== undefined) return byAnyHash(criterion.anyOf, baseUrl);
  if (criterion.resourceTest !== undefined || criterion.definition.isBeingIndexed === true) return unknown;
  if (criterion.modifier === 'missing' || withoutHashes.has(criterion.definition.code)) return unknown;
  if (criterion.leadsTo !== undefined) return byAddresses(criterion, criterion.leadsTo);
  const hashes: number[] = [];
  let isExact = true;
  for (const text of criterion.texts) {
    const found = alternativeOf(criterion, text, baseUrl);
    if (found === undefined) return unknown;
    hashes.push(...found.hashes);
    isExact &&= found.isExact;
  }
  return criterion.modifier === 'not' ? { withoutTokens: hashes, isExact } : { tokens: hashes, isExact };
}

/** The two columns that hold the ends of a span, and from and to which value each end lies in the searched one. */
interface SpanColumns {
  readonly low: ColumnTest['column'];
  readonly high: ColumnTest['column'];
  /** The column's value at a time; `high` ends before the value of the next millisecond. */
  readonly at: (ms: number) => number;
}

export const clinicalColumns: SpanColumns = { low: 'clinical_time', high: 'clinical_until', at: (ms) => ms };
export const versionColumns: SpanColumns = { low: 'version', high: 'version', at: numberAtTime };

/** The table of `matchesDate` as tests of columns; the two are held against each other by a test. */
export function spanTests(text: string, columns: SpanColumns): readonly (readonly ColumnTest[])[] | undefined {
  const { prefix, rest } = splitPrefix(text);
  const searched = readSearchedDate(withoutEscapes(rest));
  if (searched === undefined) return undefined;
  const startsBefore: ColumnTest = { column: columns.low, operator: '<', value: columns.at(searched.low) };
  const startsWithin: ColumnTest = { ...startsBefore, operator: '>=' };
  const startsAfter: ColumnTest = { ...startsBefore, operator: '>=', value: columns.at(searched.high + 1) };
  const endsAfter: ColumnTest = { column: columns.high, operator: '>=', value: columns.at(searched.high + 1) };
  const endsWithin: ColumnTest = { ...endsAfter, operator: '<' };
  const endsBefore: ColumnTest = { ...endsAfter, operator: '<', value: columns.at(searched.low) };
  const table: Readonly<Record<string, readonly (readonly ColumnTest[])[]>> = {
    eq: [[startsWithin, endsWithin]],
    ne: [[startsBefore], [endsAfter]],
    gt: [[endsAfter]],
    lt: [[startsBefore]],
    ge: [[endsAfter], [startsWithin, endsWithin]],
    le: [[startsBefore], [startsWithin, endsWithin]],
    sa: [[startsAfter]],
    eb: [[endsBefore]],
  };
  return table[prefix];
}

function byColumn(search: ReadSearch, criterion: SearchCriterion): Narrowing | undefined {
  const { definition, modifier, texts } = criterion;
  const isMain = definition.code === mainDateParameters[search.type];
  const isVersion = definition.code === '_lastUpdated';
  if (modifier !== undefined || (!isMain && !isVersion)) return undefined;
  const anyOf: (readonly ColumnTest[])[] = [];
  for (const text of texts) {
    const tests = spanTests(text, isMain ? clinicalColumns : versionColumns);
    if (tests === undefined) return unknown;
    anyOf.push(...tests);
  }
  return { column: { anyOf, ...(isMain ? { mark: rowMark.otherTime } : {}) }, isExact: true };
}

export function compileConditions(search: ReadSearch, context: CompilingContext): CompiledConditions {
  const tokens: (readonly number[])[] = [];
  const withoutTokens: number[] = [];
  const columns: ColumnCondition[] = [];
  const marks = new Set<number>();
  let isExact = !context.isTextStripped;
  for (const criterion of search.criteria) {
    if (context.answered.has(criterion)) {
      if (criterion.definition.code !== '_id') marks.add(rowMark.notBySubject);
      continue;
    }
    const narrowing = byColumn(search, criterion) ?? byHash(criterion, context.baseUrl);
    isExact &&= narrowing.isExact;
    if (narrowing.tokens !== undefined) tokens.push(narrowing.tokens);
    // What excludes must be exact, or it would take away what matches.
    if (narrowing.withoutTokens !== undefined && narrowing.isExact && !context.isTextStripped)
      withoutTokens.push(...narrowing.withoutTokens);
    if (narrowing.column !== undefined) columns.push(narrowing.column);
    if (narrowing.column?.mark !== undefined) marks.add(narrowing.column.mark);
    if (narrowing.mark !== undefined) marks.add(narrowing.mark);
  }
  return { conditions: { tokens, withoutTokens, columns, marks: [...marks] }, isExact };
}
