/** `ValueSet/$expand` (R4 operation ValueSet-expand): flat, in the order of the definition, in pages when asked. */
import { randomUUID } from 'node:crypto';
import type { ValueSet, ValueSetExpansionContains, ValueSetExpansionParameter } from 'fhir/r4.js';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { splitCanonical } from '../catalogue.ts';
import { type CompiledValueSet, withoutSystems } from '../compiled-value-set.ts';
import { type Designation, wordsOf } from '../concept-source.ts';
import { type ListedConcept, listConcepts, sourceOfPart } from '../evaluate-value-set.ts';
import { terminologyFault } from '../faults.ts';
import type { AskedParameters } from './asked-parameters.ts';
import { chooseDisplay, isLanguage } from './choose-display.ts';
import { namedValueSet, type OperationContext } from './operation-context.ts';

/** The most codes in one answer. */
export const expansionMax = 5_000;

interface Wishes {
  readonly filter: string | undefined;
  readonly offset: number;
  readonly count: number | undefined;
  readonly activeOnly: boolean;
  readonly withDesignations: boolean;
  readonly designations: readonly string[];
  readonly withDefinition: boolean;
  readonly language: string | undefined;
  readonly excluded: readonly string[];
  readonly systemVersions: ReadonlyMap<string, string>;
  readonly checked: ReadonlyMap<string, string>;
}

function versionsIn(asked: AskedParameters, name: string): ReadonlyMap<string, string> {
  const versions = new Map<string, string>();
  for (const canonical of asked.texts(name)) {
    const { url, version } = splitCanonical(canonical);
    if (version === undefined) asked.flaw(name, 'must be [system]|[version]');
    else versions.set(url, version);
  }
  return versions;
}

function readWishes(asked: AskedParameters): Wishes {
  const wishes: Wishes = {
    filter: asked.text('filter'),
    offset: asked.wholeNumber('offset') ?? 0,
    count: asked.wholeNumber('count'),
    activeOnly: asked.flag('activeOnly') ?? false,
    withDesignations: asked.flag('includeDesignations') ?? false,
    designations: asked.texts('designation'),
    withDefinition: asked.flag('includeDefinition') ?? false,
    language: asked.text('displayLanguage'),
    excluded: asked.texts('exclude-system'),
    systemVersions: versionsIn(asked, 'system-version'),
    checked: versionsIn(asked, 'check-system-version'),
  };
  // Every expansion here is flat and holds no post-coordinated codes; one for a user interface would be another.
  asked.flag('excludeNested');
  asked.flag('excludePostCoordinated');
  if (asked.flag('excludeNotForUI') === true) asked.flaw('excludeNotForUI', 'true is not supported');
  return wishes;
}

/** Faults TERMINOLOGY-005: a value set that names another version than the caller checks for. */
function checkVersions(compiled: CompiledValueSet, checked: Wishes['checked']): Outcome<true> {
  for (const { system, version } of compiled.values()) {
    const wanted = checked.get(system);
    if (wanted !== undefined && wanted !== version)
      return failed(
        terminologyFault('TERMINOLOGY-005', [
          { place: 'check-system-version', rule: `${system} is used in version ${version ?? 'unknown'}` },
        ]),
      );
  }
  return ok(true);
}

/** By part and code, when any are needed: one question for each code system. */
async function designationsOf(page: readonly ListedConcept[]): Promise<(one: ListedConcept) => readonly Designation[]> {
  const codes = Map.groupBy(page, ({ part }) => part);
  const found = new Map<ListedConcept['part'], ReadonlyMap<string, readonly Designation[]>>();
  for (const [part, list] of codes) {
    const source = sourceOfPart(part);
    if (source.ok) found.set(part, await source.value.designations(list.map(({ concept }) => concept.code)));
  }
  return ({ part, concept }) => {
    const own = part.listed.get(concept.code)?.designation ?? [];
    const listed = own.map(({ language, use, value }): Designation => ({ language, use, text: value }));
    return [...listed, ...(found.get(part)?.get(concept.code) ?? [])];
  };
}

/** `designation` is a token: a language (urn:ietf:bcp:47) or a use. */
function isWanted({ language, use }: Designation, tokens: readonly string[]): boolean {
  if (tokens.length === 0) return true;
  return tokens.some((token) => {
    const { url: system, version: code } = splitCanonical(token);
    if (system === 'urn:ietf:bcp:47') return isLanguage(language, code ?? '');
    return code === undefined
      ? isLanguage(language, system) || use?.code === system
      : use?.system === system && use.code === code;
  });
}

function containsOf(
  one: ListedConcept,
  designations: readonly Designation[],
  wishes: Wishes,
): ValueSetExpansionContains {
  const { part, concept } = one;
  const own = part.listed.get(concept.code)?.display ?? concept.display;
  const display = chooseDisplay(own, designations, wishes.language);
  const shown = wishes.withDesignations
    ? designations.filter((designation) => isWanted(designation, wishes.designations))
    : [];
  return {
    system: part.system,
    ...(part.version === undefined ? {} : { version: part.version }),
    code: concept.code,
    ...(display === undefined ? {} : { display }),
    ...(concept.isAbstract ? { abstract: true } : {}),
    ...(concept.isInactive ? { inactive: true } : {}),
    ...(shown.length === 0
      ? {}
      : {
          designation: shown.map(({ language, use, text }) => ({
            ...(language === undefined ? {} : { language }),
            ...(use === undefined ? {} : { use }),
            value: text,
          })),
        }),
  };
}

/** "All the parameters that affect the contents" (R4 ValueSet-expand, return). */
function parametersOf(
  wishes: Wishes,
  compiled: CompiledValueSet,
  count: number | undefined,
): ValueSetExpansionParameter[] {
  const parameters: ValueSetExpansionParameter[] = [];
  if (wishes.filter !== undefined) parameters.push({ name: 'filter', valueString: wishes.filter });
  if (wishes.offset > 0) parameters.push({ name: 'offset', valueInteger: wishes.offset });
  if (count !== undefined) parameters.push({ name: 'count', valueInteger: count });
  if (wishes.activeOnly) parameters.push({ name: 'activeOnly', valueBoolean: true });
  if (wishes.language !== undefined) parameters.push({ name: 'displayLanguage', valueCode: wishes.language });
  for (const system of wishes.excluded) parameters.push({ name: 'exclude-system', valueUri: system });
  for (const { system, version } of compiled.values())
    if (version !== undefined) parameters.push({ name: 'version', valueUri: `${system}|${version}` });
  return parameters;
}

/** Faults TERMINOLOGY-001 to 005, 007; 004 when nothing bounds an expansion of more than 5,000 codes. */
export async function expand(context: OperationContext, asked: AskedParameters): Promise<Outcome<ValueSet>> {
  const wishes = readWishes(asked);
  const options = wishes.systemVersions.size === 0 ? {} : { systemVersions: wishes.systemVersions };
  const named = await namedValueSet(context, asked, options);
  if (!named.ok) return named;
  const compiled = withoutSystems(named.value.compiled, wishes.excluded);
  const isRight = checkVersions(compiled, wishes.checked);
  if (!isRight.ok) return isRight;
  const limit = Math.min(wishes.count ?? expansionMax, expansionMax);
  const { offset, activeOnly } = wishes;
  const listed = await listConcepts(compiled, { words: wordsOf(wishes.filter ?? ''), activeOnly, offset, limit });
  if (!listed.ok) return listed;
  const { total, concepts } = listed.value;
  if (wishes.count === undefined && total - offset > expansionMax)
    return failed(
      terminologyFault('TERMINOLOGY-004', [
        { place: 'count', rule: `must be given: there are ${total} codes, and one answer holds ${expansionMax}` },
      ]),
    );
  const needsDesignations = wishes.withDesignations || wishes.language !== undefined;
  const designations = needsDesignations ? await designationsOf(concepts) : () => [];
  const { compose, expansion: _given, ...resource } = named.value.resource;
  return ok({
    ...resource,
    ...(wishes.withDefinition && compose !== undefined ? { compose } : {}),
    expansion: {
      identifier: `urn:uuid:${randomUUID()}`,
      timestamp: new Date(context.nowMs()).toISOString(),
      total,
      offset,
      parameter: parametersOf(wishes, compiled, wishes.count === undefined ? undefined : limit),
      // An empty array is no FHIR (R4 2.6.2).
      ...(concepts.length === 0 ? {} : { contains: concepts.map((one) => containsOf(one, designations(one), wishes)) }),
    },
  });
}
