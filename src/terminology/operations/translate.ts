/** `ConceptMap/$translate` (R4 operation ConceptMap-translate), forwards and in reverse. */
import type {
  Coding,
  ConceptMap,
  ConceptMapGroup,
  ConceptMapGroupElementTarget,
  Parameters,
  ParametersParameter,
} from 'fhir/r4.js';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { splitCanonical } from '../catalogue.ts';
import { terminologyFault } from '../faults.ts';
import type { AskedParameters } from './asked-parameters.ts';
import { namedResource, type OperationContext } from './operation-context.ts';

type Equivalence = ConceptMapGroupElementTarget['equivalence'];

interface Question {
  readonly codings: readonly Coding[];
  /** Value set, and code system, in which a translation is sought. */
  readonly target: string | undefined;
  readonly targetSystem: string | undefined;
  readonly source: string | undefined;
  readonly isReverse: boolean;
}

interface Match {
  readonly equivalence: Equivalence;
  readonly concept: Coding | undefined;
  readonly product: readonly Coding[];
  readonly map: string | undefined;
}

/** Seen from the other side (R4 ConceptMapEquivalence). */
const reversed: Readonly<Partial<Record<Equivalence, Equivalence>>> = {
  wider: 'narrower',
  narrower: 'wider',
  subsumes: 'specializes',
  specializes: 'subsumes',
};

function codingOf(system: string | undefined, code: string, display: string | undefined): Coding {
  return { ...(system === undefined ? {} : { system }), code, ...(display === undefined ? {} : { display }) };
}

/** Whether another element must be known to say so: it is not asked for, so the answer is none. */
const needsMore = (): Outcome<never> =>
  failed(
    terminologyFault('TERMINOLOGY-005', [
      { place: 'dependsOn', rule: 'mappings that depend on other elements are not supported' },
    ]),
  );

function forwards(
  group: ConceptMapGroup,
  code: string,
  map: string | undefined,
): Outcome<readonly Match[] | undefined> {
  const element = group.element.find((one) => one.code === code);
  if (element === undefined) return ok(undefined);
  const targets = element.target ?? [];
  if (targets.some(({ dependsOn }) => (dependsOn ?? []).length > 0)) return needsMore();
  return ok(
    targets.map(({ code: found, display, equivalence, product }) => ({
      equivalence,
      concept: found === undefined ? undefined : codingOf(group.target, found, display),
      product: (product ?? []).map(({ system, value }) => codingOf(system, value, undefined)),
      map,
    })),
  );
}

function backwards(group: ConceptMapGroup, code: string, map: string | undefined): Outcome<readonly Match[]> {
  const matches: Match[] = [];
  for (const element of group.element)
    for (const target of element.target ?? []) {
      if (target.code !== code || element.code === undefined) continue;
      if ((target.dependsOn ?? []).length > 0) return needsMore();
      const equivalence = reversed[target.equivalence] ?? target.equivalence;
      matches.push({ equivalence, concept: codingOf(group.source, element.code, element.display), product: [], map });
    }
  return ok(matches);
}

const otherMapsMax = 5;

/** R4 ConceptMap.group.unmapped: what is said of a code that has no element of its own. */
async function unmapped(
  context: OperationContext,
  group: ConceptMapGroup,
  { coding, map, depth }: { readonly coding: Coding; readonly map: ConceptMap; readonly depth: number },
): Promise<Outcome<readonly Match[]>> {
  const rule = group.unmapped;
  const code = coding.code ?? '';
  switch (rule?.mode) {
    case undefined:
      return ok([]);
    case 'provided':
      return ok([
        { equivalence: 'equal', concept: codingOf(group.target, code, coding.display), product: [], map: map.url },
      ]);
    case 'fixed':
      return ok([
        {
          equivalence: 'inexact',
          concept: codingOf(group.target, rule.code ?? '', rule.display),
          product: [],
          map: map.url,
        },
      ]);
    case 'other-map': {
      if (depth >= otherMapsMax)
        return failed(
          terminologyFault('TERMINOLOGY-005', [{ place: 'unmapped', rule: 'leads through too many maps' }]),
        );
      const other = await namedResource(context, 'ConceptMap', { url: rule.url, version: undefined, given: undefined });
      if (!other.ok) return other;
      return other.value === undefined
        ? ok([])
        : translateBy(context, other.value as ConceptMap, { coding, isReverse: false, depth: depth + 1 });
    }
  }
}

async function translateBy(
  context: OperationContext,
  map: ConceptMap,
  { coding, isReverse, depth }: { readonly coding: Coding; readonly isReverse: boolean; readonly depth: number },
): Promise<Outcome<readonly Match[]>> {
  const matches: Match[] = [];
  for (const group of map.group ?? []) {
    const from = isReverse ? group.target : group.source;
    if (from !== undefined && coding.system !== undefined && from !== coding.system) continue;
    const code = coding.code ?? '';
    const direct = isReverse ? backwards(group, code, map.url) : forwards(group, code, map.url);
    if (!direct.ok) return direct;
    const found: Outcome<readonly Match[]> =
      direct.value === undefined ? await unmapped(context, group, { coding, map, depth }) : ok(direct.value);
    if (!found.ok) return found;
    matches.push(...found.value);
  }
  return ok(matches);
}

const sameCanonical = (one: string | undefined, other: string): boolean =>
  one !== undefined && splitCanonical(one).url === splitCanonical(other).url;

/** `source` and `target` name value sets; in reverse they change places. */
function isAsked(map: ConceptMap, { source, target, targetSystem, isReverse }: Question): boolean {
  const [from, to] = [map.sourceCanonical ?? map.sourceUri, map.targetCanonical ?? map.targetUri];
  const [start, end] = isReverse ? [to, from] : [from, to];
  if (source !== undefined && !sameCanonical(start, source)) return false;
  if (target !== undefined && !sameCanonical(end, target)) return false;
  return (
    targetSystem === undefined ||
    (map.group ?? []).some((group) => (isReverse ? group.source : group.target) === targetSystem)
  );
}

/** The map that is named, or every map that fits source and target. */
async function mapsFor(
  context: OperationContext,
  asked: { readonly url: string | undefined; readonly version: string | undefined; readonly given: unknown },
  question: Question,
): Promise<Outcome<readonly ConceptMap[]>> {
  const named = await namedResource(context, 'ConceptMap', asked);
  if (!named.ok) return named;
  if (named.value !== undefined) return ok([named.value as ConceptMap]);
  const maps: ConceptMap[] = [];
  const seen = new Set<string>();
  for (const known of context.catalogue.all('ConceptMap')) {
    if ((known.isInternal && !context.seesInternal) || seen.has(known.url)) continue;
    seen.add(known.url);
    const map = (await known.read()) as unknown as ConceptMap;
    if (isAsked(map, question)) maps.push(map);
  }
  return ok(maps);
}

function readQuestion(asked: AskedParameters): Question {
  const [code, system, version] = [asked.text('code'), asked.text('system'), asked.text('version')];
  const coding = asked.coding('coding');
  const concept = asked.concept('codeableConcept');
  const ways = [code !== undefined, asked.has('coding'), asked.has('codeableConcept')].filter(Boolean).length;
  if (ways !== 1) asked.flaw('code', 'must be given, or coding, or codeableConcept: one of them');
  if (code !== undefined && system === undefined) asked.flaw('system', 'must be given with code');
  const single =
    code === undefined ? coding : { code, system: system ?? '', ...(version === undefined ? {} : { version }) };
  return {
    codings: single === undefined ? (concept?.coding ?? []) : [single],
    target: asked.text('target'),
    targetSystem: asked.text('targetsystem'),
    source: asked.text('source'),
    isReverse: asked.flag('reverse') ?? false,
  };
}

function matchPart({ equivalence, concept, product, map }: Match): ParametersParameter {
  return {
    name: 'match',
    part: [
      { name: 'equivalence', valueCode: equivalence },
      ...(concept === undefined ? [] : [{ name: 'concept', valueCoding: concept }]),
      ...product.map((coding) => ({ name: 'product', part: [{ name: 'concept', valueCoding: coding }] })),
      ...(map === undefined ? [] : [{ name: 'source', valueUri: map }]),
    ],
  };
}

const isTranslation = ({ equivalence, concept }: Match): boolean =>
  concept !== undefined && equivalence !== 'unmatched' && equivalence !== 'disjoint';

/** Faults TERMINOLOGY-001, 003, 005 (a mapping depends on other elements), 007 (`dependency`). */
export async function translate(context: OperationContext, asked: AskedParameters): Promise<Outcome<Parameters>> {
  const question = readQuestion(asked);
  const which = {
    url: asked.text('url'),
    version: asked.text('conceptMapVersion'),
    given: asked.resource('conceptMap', 'ConceptMap'),
  };
  // R4: without a source value set or a map the server may be unable to choose safely. A target at least must be named.
  if (
    which.url === undefined &&
    !asked.has('conceptMap') &&
    question.target === undefined &&
    question.targetSystem === undefined
  )
    asked.flaw('url', 'must name the map, or target or targetsystem say where to');
  const isRight = asked.check();
  if (!isRight.ok) return isRight;
  const maps = await mapsFor(context, which, question);
  if (!maps.ok) return maps;
  const matches: Match[] = [];
  for (const map of maps.value)
    for (const coding of question.codings) {
      const found = await translateBy(context, map, { coding, isReverse: question.isReverse, depth: 0 });
      if (!found.ok) return found;
      matches.push(...found.value);
    }
  const wanted = matches.filter(
    ({ concept }) =>
      question.targetSystem === undefined || concept === undefined || concept.system === question.targetSystem,
  );
  const isTranslated = wanted.some(isTranslation);
  return ok({
    resourceType: 'Parameters',
    parameter: [
      { name: 'result', valueBoolean: isTranslated },
      ...(isTranslated ? [] : [{ name: 'message', valueString: 'No translation was found.' }]),
      ...wanted.map(matchPart),
    ],
  });
}
