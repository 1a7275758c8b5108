/** `_text` and `_content` (R4 3.1.1.4.20): words in a resource's narrative, or anywhere in what it says. */
import type { SearchParameterDefinition } from '#fhir/definitions.ts';
import type { Resource } from '#fhir/resource-types.ts';
import type { SearchCriterion } from '../search-criterion.ts';
import { withoutEscapes } from '../search-text.ts';
import { readTextQuery, type TextQuery, wordsOf } from './text-query.ts';

const textCodes: ReadonlySet<string> = new Set(['_text', '_content']);

export function isTextParameter(code: string): boolean {
  return textCodes.has(code);
}

function narrativeOf(resource: Resource): string {
  const { div } = (resource['text'] ?? {}) as { div?: unknown };
  return typeof div === 'string' ? div.replace(/<[^>]*>/g, ' ').replace(/&[#A-Za-z0-9]+;/g, ' ') : '';
}

/** Everything that a resource says in words: its texts, not its names of members, ids and addresses. */
function contentOf(value: unknown, name = ''): string {
  if (typeof value === 'string')
    return name === 'div' || name === 'data' || name === 'id' || name === 'reference' ? '' : value;
  if (typeof value !== 'object' || value === null) return '';
  if (Array.isArray(value)) return value.map((item) => contentOf(item, name)).join(' ');
  return Object.entries(value)
    .map(([member, content]) => contentOf(content, member))
    .join(' ');
}

/** Each text is an alternative; case and accents are no matter. */
export function readTextCriterion(
  definition: SearchParameterDefinition,
  texts: readonly string[],
): SearchCriterion | string {
  const alternatives: TextQuery[] = [];
  for (const text of texts) {
    const query = readTextQuery(withoutEscapes(text));
    if (typeof query === 'string') return query;
    alternatives.push(query);
  }
  const isNarrative = definition.code === '_text';
  return {
    definition,
    modifier: undefined,
    texts,
    matchers: [],
    resourceTest: (resource) => {
      const narrative = narrativeOf(resource);
      const words = wordsOf(isNarrative ? narrative : `${narrative} ${contentOf(resource)}`);
      return alternatives.some((query) => query(words));
    },
  };
}
