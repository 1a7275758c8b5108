/** Expands the value sets of required bindings; those over code systems that HL7 does not list are named as open. */
import type { ValueSets } from '../../src/fhir/definitions.ts';

interface Concept {
  code: string;
  concept?: Concept[];
  property?: { code: string; valueCode?: string }[];
}
interface CodeSystem {
  resourceType: string;
  url: string;
  content: string;
  concept?: Concept[];
}
interface Include {
  system?: string;
  concept?: { code: string }[];
  filter?: { property: string; op: string; value: string }[];
  valueSet?: string[];
}
interface ValueSet {
  resourceType: string;
  url: string;
  compose?: { include?: Include[]; exclude?: Include[] };
}
/** Codes by system. */
type Codes = Map<string, Set<string>>;

export function expandValueSets(resources: readonly object[], wanted: ReadonlySet<string>): ValueSets {
  const systems = new Map<string, CodeSystem>();
  const valueSets = new Map<string, ValueSet>();
  for (const resource of resources as (CodeSystem | ValueSet)[]) {
    if (resource.resourceType === 'CodeSystem') systems.set(resource.url, resource as CodeSystem);
    if (resource.resourceType === 'ValueSet') valueSets.set(resource.url, resource as ValueSet);
  }
  const expanded: Record<string, Record<string, string[]>> = {};
  const open: string[] = [];
  for (const url of [...wanted].sort()) {
    const codes = expand(url, { systems, valueSets });
    if (codes === undefined) {
      open.push(url);
      continue;
    }
    expanded[url] = Object.fromEntries([...codes].map(([system, set]): [string, string[]] => [system, [...set]]));
  }
  return { expanded, open };
}

interface Terminology {
  readonly systems: ReadonlyMap<string, CodeSystem>;
  readonly valueSets: ReadonlyMap<string, ValueSet>;
}

function expand(url: string, terminology: Terminology): Codes | undefined {
  const compose = terminology.valueSets.get(url)?.compose;
  if (compose === undefined) return undefined;
  const codes: Codes = new Map();
  for (const include of compose.include ?? []) {
    const part = expandInclude(include, terminology);
    if (part === undefined) return undefined;
    for (const [system, set] of part) codes.set(system, new Set([...(codes.get(system) ?? []), ...set]));
  }
  for (const exclude of compose.exclude ?? []) {
    const part = expandInclude(exclude, terminology);
    if (part === undefined) return undefined;
    for (const [system, set] of part) for (const code of set) codes.get(system)?.delete(code);
  }
  return codes;
}

function expandInclude(include: Include, terminology: Terminology): Codes | undefined {
  let codes: Codes | undefined;
  if (include.system !== undefined) {
    const set = codesOf(include, terminology.systems.get(include.system));
    if (set === undefined) return undefined;
    codes = new Map([[include.system, set]]);
  }
  for (const url of include.valueSet ?? []) {
    const other = expand(url.split('|')[0]!, terminology);
    if (other === undefined) return undefined;
    // Several parts of one include are joined by "and".
    codes = codes === undefined ? other : intersection(codes, other);
  }
  return codes;
}

function intersection(one: Codes, other: Codes): Codes {
  return new Map(
    [...one].map(([system, set]) => [system, new Set([...set].filter((code) => other.get(system)?.has(code)))]),
  );
}

function codesOf(include: Include, system: CodeSystem | undefined): Set<string> | undefined {
  if (include.concept !== undefined) return new Set(include.concept.map(({ code }) => code));
  if (system === undefined || system.content !== 'complete') return undefined;
  const parents = new Map<string, Set<string>>();
  const visit = (concepts: readonly Concept[], ancestors: readonly string[]): void => {
    for (const concept of concepts) {
      const declared = (concept.property ?? []).filter(({ code }) => code === 'subsumedBy').map((p) => p.valueCode!);
      parents.set(concept.code, new Set([...ancestors.slice(-1), ...declared]));
      visit(concept.concept ?? [], [...ancestors, concept.code]);
    }
  };
  visit(system.concept ?? [], []);
  let codes = new Set(parents.keys());
  for (const { property, op, value } of include.filter ?? []) {
    if (property !== 'concept' || !['is-a', 'descendent-of'].includes(op)) return undefined;
    const isBelow = (code: string): boolean =>
      [...(parents.get(code) ?? [])].some((parent) => parent === value || isBelow(parent));
    codes = new Set([...codes].filter((code) => isBelow(code) || (op === 'is-a' && code === value)));
  }
  return codes;
}
