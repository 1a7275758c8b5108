/** Reads a SearchParameter (R4 SearchParameter) that a region defines itself, or says which rule it breaks and where. */
import type { SearchParameter } from 'fhir/r4.js';
import type { Flaw } from '#kernel/fault.ts';
import type {
  FhirDefinitions,
  SearchComponentDefinition,
  SearchParameterDefinition,
  SearchParameterType,
} from './definitions.ts';
import { isResourceType, type ResourceType, resourceTypes } from './resource-types.ts';
import { parseSearchExpression, SearchExpressionError } from './search-expression.ts';
import { createSearchParameters, searchBasesOf } from './search-parameters.ts';
import { growPath, type Leaf, newTrieNode, withoutRoot } from './search-trie.ts';
import { valueReaders } from './search-value-readers.ts';

const types: readonly SearchParameterType[] = [
  'number',
  'date',
  'string',
  'token',
  'reference',
  'quantity',
  'uri',
  'composite',
];
const abstractBases: readonly string[] = ['Resource', 'DomainResource'];
const expressionMax = 2_000;
/** R4 3.1.1.6: a name that begins with "-" will not clash with what the standard may define. */
const codeForm = /^-?[A-Za-z][A-Za-z0-9-]{0,62}$/;
/** By these a search is led to whose record it is about. */
const reservedCodes: ReadonlySet<string> = new Set(['identifier', 'patient', 'subject', 'family', 'birthdate']);

const grammar =
  "must keep to what is indexed: paths, |, as, ofType(T), where(x = 'y'), where(resolve() is T), extension('url'), [n]";

interface Reading {
  readonly definitions: FhirDefinitions;
  readonly resource: SearchParameter;
  readonly flaws: Flaw[];
  /** Of a composite: what its parts are, in order. */
  readonly components: readonly SearchComponentDefinition[];
}

/** At each bar that stands in no parentheses and no text. */
function branchesOf(expression: string): string[] {
  const branches = [''];
  let depth = 0;
  let isText = false;
  for (const sign of expression) {
    if (sign === "'") isText = !isText;
    else if (!isText && sign === '(') depth++;
    else if (!isText && sign === ')') depth--;
    if (sign === '|' && depth === 0 && !isText) branches.push('');
    else branches[branches.length - 1] += sign;
  }
  return branches.map((branch) => branch.trim());
}

function flaw({ flaws }: Reading, element: string, rule: string): void {
  flaws.push({ place: `SearchParameter.${element}`, rule });
}

/** A type on which an expression of the base can be tried: every one has what an abstract base has. */
function typeToTry(base: string): ResourceType {
  return isResourceType(base) ? base : 'Basic';
}

function checkBranch(reading: Reading, base: string, branch: string): void {
  const { definitions, resource } = reading;
  const type = typeToTry(base);
  const structure = definitions.types.get(type);
  if (structure === undefined) return;
  for (const path of parseSearchExpression(branch)) {
    const leaves = growPath(definitions, { node: newTrieNode(), type }, withoutRoot(path, structure));
    if (leaves.length === 0) {
      flaw(reading, 'expression', `leads to no element of ${base}`);
      continue;
    }
    if (resource.type === 'composite') {
      checkComponents(reading, leaves);
      continue;
    }
    const readers = valueReaders[resource.type] ?? {};
    const isRead = leaves.some((leaf) => readers[leaf.type] !== undefined || path.asPresence);
    if (!isRead) {
      const found = [...new Set(leaves.map((leaf) => leaf.type))].slice(0, 3).join(', ');
      flaw(reading, 'expression', `leads to ${found}, which holds nothing of type ${resource.type}`);
    }
  }
}

/** Each part must lead from the composite's element to something of its own type. */
function checkComponents(reading: Reading, leaves: readonly Leaf[]): void {
  const { definitions, components } = reading;
  for (const [index, { expression, type }] of components.entries()) {
    const paths = parseSearchExpression(expression);
    const isRead = leaves.some((leaf) =>
      paths.some((path) =>
        growPath(definitions, { node: newTrieNode(), type: leaf.type }, path).some(
          (end) => valueReaders[type]?.[end.type] !== undefined || (type === 'token' && end.type === 'code'),
        ),
      ),
    );
    if (!isRead) flaw(reading, `component[${index}].expression`, `leads to nothing of type ${type}`);
  }
}

/** R4 SearchParameter.component: each names one of R4's own search parameters, which stays, and says the type of the part (3.1.1.4.17). */
function readComponents({ definitions, resource, flaws }: Omit<Reading, 'components'>): SearchComponentDefinition[] {
  const sent = resource.component ?? [];
  const isComposite = (resource.type as string) === 'composite';
  if (isComposite !== sent.length > 1) {
    const rule = isComposite ? 'must be two or more, since the type is composite' : 'is for the type composite';
    flaws.push({ place: 'SearchParameter.component', rule });
    return [];
  }
  return sent.flatMap(({ definition, expression }, index): SearchComponentDefinition[] => {
    const url = definition.split('|')[0];
    const named = definitions.search.parameters.find((one) => one.url === url);
    const isPart = named !== undefined && named.type !== 'composite' && named.type !== 'special';
    if (isPart && expression.length <= expressionMax) return [{ code: named.code, type: named.type, expression }];
    const rule = isPart
      ? `must have 1 to ${expressionMax} characters`
      : 'must be the address of a search parameter of R4 itself, and no composite';
    flaws.push({ place: `SearchParameter.component[${index}].${isPart ? 'expression' : 'definition'}`, rule });
    return [];
  });
}

/** The branches of each base. */
function readExpression(reading: Reading): Readonly<Record<string, string>> {
  const { expression = '', base } = reading.resource;
  if (expression === '' || expression.length > expressionMax) {
    flaw(reading, 'expression', `must have 1 to ${expressionMax} characters`);
    return {};
  }
  const byBase: Record<string, string[]> = {};
  for (const branch of branchesOf(expression)) {
    const root = /^[(\s]*([A-Za-z]+)/.exec(branch)?.[1] ?? '';
    const owner = base.find((one) => one === root);
    if (owner === undefined) flaw(reading, 'expression', 'must begin each branch with one of the bases');
    else byBase[owner] = [...(byBase[owner] ?? []), branch];
  }
  for (const [one, branches] of Object.entries(byBase)) {
    try {
      for (const branch of branches) checkBranch(reading, one, branch);
    } catch (error) {
      if (!(error instanceof SearchExpressionError)) throw error;
      flaw(reading, 'expression', `${grammar}; ${error.problem}`);
    }
  }
  for (const one of base)
    if (byBase[one] === undefined) flaw(reading, 'base', `${one} has no branch in the expression`);
  return Object.fromEntries(Object.entries(byBase).map(([one, branches]) => [one, branches.join(' | ')]));
}

/** Names that differ in nothing but case are one (R4 3.1.1.1). */
function checkCode(reading: Reading, others: readonly SearchParameterDefinition[]): void {
  const { code, base, url } = reading.resource;
  const wanted = code.toLowerCase();
  if (!codeForm.test(code)) flaw(reading, 'code', 'must be 1 to 63 letters, digits and hyphens, with a letter first');
  if (reservedCodes.has(wanted)) flaw(reading, 'code', 'is reserved: it says whose record a search is about');
  const parametersOf = createSearchParameters(reading.definitions);
  const covered = resourceTypes.filter((type) => searchBasesOf(type).some((one) => (base as string[]).includes(one)));
  const isTaken =
    covered.some((type) => [...parametersOf(type).keys()].some((known) => known.toLowerCase() === wanted)) ||
    others.some(
      (other) =>
        other.code.toLowerCase() === wanted &&
        covered.some((type) => searchBasesOf(type).some((one) => other.expressions[one] !== undefined)),
    );
  if (isTaken) flaw(reading, 'code', 'is the name of another search parameter of the same type');
  const isUrlTaken =
    reading.definitions.search.parameters.some((one) => one.url === url) || others.some((other) => other.url === url);
  if (isUrlTaken) flaw(reading, 'url', 'is that of another search parameter');
}

/**
 * Valid FHIR is expected. `others`: the region's own parameters but this one. Each flaw names the element and the rule;
 * nothing of the expression is repeated but names of its functions.
 */
export function readOwnSearchParameter(
  definitions: FhirDefinitions,
  resource: SearchParameter,
  others: readonly SearchParameterDefinition[],
): SearchParameterDefinition | readonly Flaw[] {
  const flaws: Flaw[] = [];
  const components = readComponents({ definitions, resource, flaws });
  const reading: Reading = { definitions, resource, flaws, components };
  if (!types.includes(resource.type as SearchParameterType))
    flaw(reading, 'type', `must be ${types.join(', ')}: others cannot be defined`);
  for (const base of resource.base)
    if (!isResourceType(base) && !abstractBases.includes(base)) flaw(reading, 'base', 'must name types of R4');
  checkCode(reading, others);
  const expressions = readExpression(reading);
  if (reading.flaws.length > 0) return reading.flaws;
  const { code, url, target } = resource;
  const isTyped = resource.type === 'reference' && target !== undefined;
  return {
    code,
    url,
    type: resource.type as SearchParameterType,
    expressions,
    ...(isTyped ? { targets: target } : {}),
    ...(components.length > 0 ? { components } : {}),
  };
}
