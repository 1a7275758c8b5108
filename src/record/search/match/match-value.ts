/** One searched value against one value of a resource, by the type of the parameter (the tables of R4 3.1.1.4). */
import type { SearchParameterDefinition, SearchParameterType } from '#fhir/definitions.ts';
import { parseReference } from '#fhir/reference.ts';
import { isResourceType } from '#fhir/resource-types.ts';
import { foldSearchString, type TokenValue } from '#fhir/search-values.ts';
import { splitPrefix, splitUnescaped, withoutEscapes } from '../search-text.ts';
import type { ValueMatcher } from '../value-matcher.ts';
import { matchesDate, matchesNumber, readSearchedDate, readSearchedNumber } from './compare-ranges.ts';
import { compileNear } from './match-position.ts';

/** A text instead of a matcher is the rule that the searched value breaks. */
export type CompiledValue = ValueMatcher | string;

interface ValueToCompile {
  readonly definition: Pick<SearchParameterDefinition, 'code' | 'type' | 'targets'>;
  /** The data types that the parameter leads to. */
  readonly elements: ReadonlySet<string>;
  readonly modifier: string | undefined;
  readonly text: string;
  readonly baseUrl: string;
}

function compileDate({ text }: ValueToCompile): CompiledValue {
  const { prefix, rest } = splitPrefix(text);
  const searched = readSearchedDate(withoutEscapes(rest));
  if (searched === undefined) return 'must be a date, such as ge2026-01-31 (type date)';
  return (value, { nowMs }) =>
    value.kind === 'date' && matchesDate(prefix, searched, { low: value.lowMs, high: value.highMs }, nowMs);
}

function compileNumber({ text }: ValueToCompile): CompiledValue {
  const { prefix, rest } = splitPrefix(text);
  const searched = readSearchedNumber(rest);
  if (searched === undefined) return 'must be a number, such as gt0.8 (type number)';
  return (value) => value.kind === 'number' && matchesNumber(prefix, searched, value);
}

/** `[prefix][number]|[system]|[code]`; without a system the code may be the unit as written. */
function compileQuantity({ text }: ValueToCompile): CompiledValue {
  const parts = splitUnescaped(text, '|').map(withoutEscapes);
  const [numberText = '', system, code] = parts;
  const { prefix, rest } = splitPrefix(numberText);
  const searched = readSearchedNumber(rest);
  if (searched === undefined || (parts.length !== 1 && parts.length !== 3))
    return 'must be a quantity, such as 5.4|http://unitsofmeasure.org|mg (type quantity)';
  return (value) => {
    if (value.kind !== 'quantity' || !matchesNumber(prefix, searched, value)) return false;
    if (system !== undefined && system !== '' && value.system !== system) return false;
    if (code === undefined || code === '') return true;
    return value.code === code || ((system ?? '') === '' && value.unit === code);
  };
}

function compileString({ text, modifier }: ValueToCompile): CompiledValue {
  const exact = withoutEscapes(text);
  if (modifier === 'exact')
    return (value) => value.kind === 'string' && value.isPart === undefined && value.text === exact;
  const folded = foldSearchString(exact);
  if (folded === '') return 'must have a letter or a digit to look for (type string)';
  if (modifier === 'contains')
    return (value) => value.kind === 'string' && foldSearchString(value.text).includes(folded);
  return (value) => value.kind === 'string' && foldSearchString(value.text).startsWith(folded);
}

/** `code`, `system|code`, `|code` (no system) and `system|` (any code of it). */
function matchesToken(value: TokenValue, system: string | undefined, code: string): boolean {
  if (code !== '' && value.code !== code) return false;
  if (system === undefined) return value.code !== undefined;
  return system === '' ? value.system === undefined && value.code !== undefined : value.system === system;
}

/** Modifiers that ask what codes mean. */
export const meaningModifiers: ReadonlySet<string> = new Set(['above', 'below', 'in', 'not-in']);

/** Only its form: which codes are meant is the terminology's to say, before the search (`resolve-meanings.ts`). */
function compileMeaning({ text, modifier }: ValueToCompile): CompiledValue {
  const [system = '', code = '', ...more] = splitUnescaped(text, '|').map(withoutEscapes);
  const isHierarchy = modifier === 'above' || modifier === 'below';
  if (isHierarchy && (system === '' || code === '' || more.length > 0))
    return `must be system|code (modifier ${modifier})`;
  return () => {
    throw new Error('the codes that are meant were not asked for');
  };
}

/** The parameters whose codes are MIME types, which are told apart by their base alone (R4 3.1.1.4.10.1). */
export function isMimeType({ code, type }: Pick<SearchParameterDefinition, 'code' | 'type'>): boolean {
  return type === 'token' && code === 'contenttype';
}

function compileMimeType(text: string): CompiledValue {
  const base = withoutEscapes(text).toLowerCase();
  return (value) => value.kind === 'token' && value.code?.split(';')[0]?.trim().toLowerCase() === base;
}

function compileToken(input: ValueToCompile): CompiledValue {
  const { text, modifier } = input;
  const parts = splitUnescaped(text, '|').map(withoutEscapes);
  if (modifier === 'text') {
    const folded = foldSearchString(withoutEscapes(text));
    return (value) =>
      value.kind === 'token' && value.text !== undefined && foldSearchString(value.text).startsWith(folded);
  }
  if (modifier === 'of-type') {
    const [system, code, number] = parts;
    if (parts.length !== 3 || system === '' || code === '' || number === '')
      return 'must be system|code|value (modifier of-type)';
    return (value) =>
      value.kind === 'token' &&
      value.identifierType?.system === system &&
      value.identifierType?.code === code &&
      value.code === number;
  }
  if (modifier === 'below' && isMimeType(input.definition)) return compileMimeType(text);
  if (modifier !== undefined && meaningModifiers.has(modifier)) return compileMeaning(input);
  if (parts.length > 2) return 'must be a code, or system|code (type token)';
  const [system, code] = parts.length === 1 ? [undefined, parts[0]!] : [parts[0]!, parts[1]!];
  if ((system ?? '') === '' && code === '') return 'must name a code or a system (type token)';
  return (value) => value.kind === 'token' && matchesToken(value, system, code);
}

function compileUri({ text, modifier }: ValueToCompile): CompiledValue {
  const uri = withoutEscapes(text);
  // R4 3.1.1.4.9: what stands above and below is told of URLs, not of URNs.
  if (modifier !== undefined && /^urn:/i.test(uri)) return `must be a URL (modifier ${modifier})`;
  if (modifier === 'below') return (value) => value.kind === 'uri' && value.uri.startsWith(uri);
  if (modifier === 'above') return (value) => value.kind === 'uri' && uri.startsWith(value.uri);
  return (value) => value.kind === 'uri' && value.uri === uri;
}

function compileReference(input: ValueToCompile): CompiledValue {
  const { modifier, baseUrl } = input;
  const text = withoutEscapes(input.text);
  if (modifier === 'identifier') {
    const [first = '', second] = splitUnescaped(input.text, '|').map(withoutEscapes);
    return (value) => {
      if (value.kind !== 'reference' || value.identifier === undefined) return false;
      const [system, number] = second === undefined ? [undefined, first] : [first, second];
      if (number !== '' && value.identifier.value !== number) return false;
      return system === undefined || (value.identifier.system ?? '') === system;
    };
  }
  if (modifier === 'below') return compileCanonicalBelow(text);
  const typed = modifier ?? (input.definition.targets?.length === 1 ? input.definition.targets[0] : undefined);
  const parsed = parseReference(text, baseUrl);
  if (parsed.kind === 'local') return localMatcher(parsed.type, parsed.id, modifier);
  if (/^[A-Za-z0-9\-.]{1,64}$/.test(text)) return localMatcher(typed, text, modifier);
  return (value) => value.kind === 'reference' && (value.url === text || value.url?.split('|')[0] === text);
}

/** R4 3.1.1.4.13: any version of a canonical, or those below the version that is named. */
function compileCanonicalBelow(text: string): CompiledValue {
  const [address, version] = text.split('|');
  return (value) => {
    if (value.kind !== 'reference' || value.url === undefined) return false;
    const [url, own] = value.url.split('|');
    if (url !== address) return false;
    return version === undefined || own === version || own?.startsWith(`${version}.`) === true;
  };
}

function localMatcher(type: string | undefined, id: string, modifier: string | undefined): CompiledValue {
  if (modifier !== undefined && type !== modifier) return `must be a ${modifier}, as the modifier says`;
  return (value, { patientKey }) => {
    if (value.kind !== 'reference' || value.id === undefined) return false;
    if (type !== undefined && value.type !== type) return false;
    return value.id === id || (value.type === 'Patient' && patientKey(value.id) === patientKey(id));
  };
}

const compilers: Readonly<Partial<Record<SearchParameterType, (input: ValueToCompile) => CompiledValue>>> = {
  date: compileDate,
  number: compileNumber,
  quantity: compileQuantity,
  string: compileString,
  token: compileToken,
  uri: compileUri,
  reference: compileReference,
  special: ({ text }) => compileNear(text),
};

const modifiersByType: Readonly<Partial<Record<SearchParameterType, readonly string[]>>> = {
  string: ['exact', 'contains'],
  token: ['not', 'text', 'above', 'below', 'in', 'not-in'],
  uri: ['above', 'below'],
};

/** A reference that is no Reference has no identifier, and versions in place of a hierarchy (R4 3.1.1.4.12, 3.1.1.4.13). */
function isCanonical(elements: ReadonlySet<string>): boolean {
  return !elements.has('Reference') && !elements.has('Resource');
}

/** Whether R4 3.1.1.4.4 gives the modifier to the type and we answer it. Composites and special ones have none (3.1.1.4.17, 3.1.1.4.21). */
export function isModifierOf(
  definition: Pick<SearchParameterDefinition, 'type' | 'targets'>,
  modifier: string,
  elements: ReadonlySet<string>,
): boolean {
  if (modifier === 'missing') return definition.type !== 'composite' && definition.type !== 'special';
  if (modifier === 'of-type') return definition.type === 'token' && elements.has('Identifier');
  if (modifiersByType[definition.type]?.includes(modifier) === true) return true;
  if (definition.type !== 'reference') return false;
  if (modifier === 'identifier') return !isCanonical(elements);
  if (modifier === 'below') return isCanonical(elements);
  if (!isResourceType(modifier)) return false;
  return definition.targets === undefined || definition.targets.includes(modifier);
}

const noElements: ReadonlySet<string> = new Set();

export function compileValue(
  input: Omit<ValueToCompile, 'definition'> & { readonly definition: SearchParameterDefinition },
): CompiledValue {
  const { definition } = input;
  if (definition.type === 'composite') return compileComposite(input);
  const compile = compilers[definition.type];
  return compile === undefined ? 'is not supported' : compile(input);
}

/** `a$b`: both hold in one and the same element (R4 3.1.1.4.17). */
function compileComposite(input: ValueToCompile & { readonly definition: SearchParameterDefinition }): CompiledValue {
  const components = input.definition.components ?? [];
  const texts = splitUnescaped(input.text, '$');
  if (texts.length !== components.length) return `must have ${components.length} parts joined by $ (type composite)`;
  const matchers: ValueMatcher[] = [];
  for (const [index, component] of components.entries()) {
    const definition = { ...component, targets: [] };
    const matcher = compilers[component.type]?.({
      definition,
      elements: noElements,
      modifier: undefined,
      text: texts[index]!,
      baseUrl: input.baseUrl,
    });
    if (matcher === undefined || typeof matcher === 'string') return matcher ?? 'is not supported';
    matchers.push(matcher);
  }
  return (value, context) =>
    value.kind === 'composite' &&
    matchers.every((matcher, index) => value.components[index]?.some((one) => matcher(one, context)) === true);
}
