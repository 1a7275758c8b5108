/**
 * The codes that a search names, where rows are kept in order by them (`primary-code.ts`): the newest of a code are then read
 * one after another, however many there are.
 */
import { primaryCodeParameter } from '../../primary-code.ts';
import { codeHash } from '../../search-hashes.ts';
import type { ReadSearch, SearchCriterion } from '../search-criterion.ts';
import { splitUnescaped, withoutEscapes } from '../search-text.ts';
import { nameInIndex } from './compile-conditions.ts';

/** Each is walked by itself. */
const codesMax = 8;

/** The code of `system|code`, `|code` or `code`; undefined where only a system is named (R4 3.1.1.4.10). */
function codeIn(text: string): string | undefined {
  const [first = '', second] = splitUnescaped(text, '|').map(withoutEscapes);
  const code = second ?? first;
  return code === '' ? undefined : code;
}

function isByCode({ definition, modifier, anyOf, resourceTest, leadsTo }: SearchCriterion): boolean {
  return (
    definition.type === 'token' &&
    nameInIndex(definition) === primaryCodeParameter &&
    definition.isBeingIndexed !== true &&
    [modifier, anyOf, resourceTest, leadsTo].every((one) => one === undefined)
  );
}

/** The hashes of the codes, one of which a row must have. */
export function searchedCodes(search: ReadSearch): readonly number[] | undefined {
  const criterion = search.criteria.find(isByCode);
  if (criterion === undefined || criterion.texts.length > codesMax) return undefined;
  const codes = criterion.texts.map(codeIn);
  return codes.every((code) => code !== undefined) ? [...new Set(codes)].map(codeHash) : undefined;
}
