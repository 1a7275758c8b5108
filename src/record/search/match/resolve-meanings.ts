/**
 * `:in`, `:not-in`, `:above` and `:below` of tokens (R4 3.1.1.4.10): the terminology says which codes are meant, and the
 * search goes on by these codes, through the same hashes as any other.
 */
import type { Flaw } from '#kernel/fault.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { recordFault } from '../../faults.ts';
import type { ReadSearch, SearchCriterion } from '../search-criterion.ts';
import { splitUnescaped, withoutEscapes } from '../search-text.ts';
import type { TerminologyPort } from '../terminology-port.ts';
import { isMimeType, meaningModifiers } from './match-value.ts';

/** Codes that one parameter may mean. */
const codesMax = 5_000;

type Codes = ReadonlyMap<string, readonly string[]>;

export function isByMeaning({ definition, modifier }: SearchCriterion): boolean {
  return (
    definition.type === 'token' &&
    modifier !== undefined &&
    meaningModifiers.has(modifier) &&
    !(modifier === 'below' && isMimeType(definition))
  );
}

async function codesMeant(terminology: TerminologyPort, modifier: string, text: string): Promise<Outcome<Codes>> {
  if (modifier === 'in' || modifier === 'not-in') return terminology.expand(withoutEscapes(text), codesMax);
  const [system = '', code = ''] = splitUnescaped(text, '|').map(withoutEscapes);
  const codes =
    modifier === 'below'
      ? await terminology.descendantsOf(system, code, codesMax)
      : await terminology.ancestorsOf(system, code, codesMax);
  return codes.ok ? ok(new Map([[system, codes.value]])) : codes;
}

function withEscapes(text: string): string {
  return text.replace(/[\\,|$]/g, '\\$&');
}

/** The same question by codes. */
function byCodes(criterion: SearchCriterion, meant: ReadonlySet<string>, texts: readonly string[]): SearchCriterion {
  return {
    ...criterion,
    modifier: criterion.modifier === 'not-in' ? 'not' : undefined,
    texts,
    matchers: [(value) => value.kind === 'token' && meant.has(`${value.system ?? ''}|${value.code ?? ''}`)],
  };
}

async function resolved(terminology: TerminologyPort, criterion: SearchCriterion): Promise<SearchCriterion | Flaw> {
  const meant = new Set<string>();
  const texts: string[] = [];
  const place = `${criterion.definition.code}:${criterion.modifier}`;
  for (const text of criterion.texts) {
    const codes = await codesMeant(terminology, criterion.modifier ?? '', text);
    if (!codes.ok) return { place, rule: `${codes.fault.message} (${codes.fault.code})` };
    for (const [system, list] of codes.value)
      for (const code of list) {
        meant.add(`${system}|${code}`);
        texts.push(`${withEscapes(system)}|${withEscapes(code)}`);
      }
  }
  if (texts.length > codesMax) return { place, rule: `means more than ${codesMax} codes` };
  return byCodes(criterion, meant, texts);
}

/** Faults: RECORD-008 with what the terminology says of the parameter. */
export async function resolveMeanings(
  terminology: TerminologyPort | undefined,
  search: ReadSearch,
): Promise<Outcome<ReadSearch>> {
  if (!search.criteria.some(isByMeaning)) return ok(search);
  const criteria: SearchCriterion[] = [];
  for (const criterion of search.criteria) {
    if (!isByMeaning(criterion)) {
      criteria.push(criterion);
      continue;
    }
    const place = `${criterion.definition.code}:${criterion.modifier}`;
    const found =
      terminology === undefined
        ? { place, rule: 'needs a terminology, which is not loaded' }
        : await resolved(terminology, criterion);
    if ('rule' in found) return failed(recordFault('RECORD-008', [found]));
    criteria.push(found);
  }
  return ok({ ...search, criteria });
}
