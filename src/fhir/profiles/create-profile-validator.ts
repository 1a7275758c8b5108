/** Validation against the profiles of loaded packages. */
import type { FhirDefinitions } from '../definitions.ts';
import { Budget, type CheckContext, mostSteps } from './check-context.ts';
import { checkExtensions } from './check-extensions.ts';
import { checkAgainstTree, conforms } from './check-profile.ts';
import { type ElementItem, elementOf, type Members, resourceItem, typeOfElement } from './element-item.ts';
import type { FhirPackages } from './fhir-packages.ts';
import { type OpenBinding, ProfileFindings, type ProfileIssue } from './profile-issue.ts';
import { buildProfileTree, type ProfileTree, type TreeSources } from './profile-tree.ts';
import { canonicalUrl } from './structure-definition.ts';
import { valueSetMembership } from './value-set-membership.ts';

export interface ProfileReport {
  readonly issues: readonly ProfileIssue[];
  /** Codes of value sets that nothing loaded could judge. */
  readonly openBindings: readonly OpenBinding[];
}

export interface ProfileValidator {
  /** Whether the profile and all that it is built on are loaded. */
  isLoaded(profile: string): boolean;
  /**
   * The extensions of the resource, the profiles that it claims in `meta.profile`, and those that are asked for; the same
   * for what it contains. The base specification's own rules are checked apart, and first: give it only what has no flaw.
   */
  check(resource: Members, profiles?: readonly string[]): ProfileReport;
}

const baseUrl = 'http://hl7.org/fhir/StructureDefinition/';

export function createProfileValidator(definitions: FhirDefinitions, packages: FhirPackages): ProfileValidator {
  const trees = new Map<string, ProfileTree | { readonly missing: string }>();
  const structureOf = (url: string) => packages.structures.get(canonicalUrl(url));
  const sources = treeSources(definitions, structureOf);
  const outcomeOf = (url: string): ProfileTree | { readonly missing: string } => {
    const plain = canonicalUrl(url);
    const tree = trees.get(plain) ?? buildProfileTree(plain, sources);
    // Addresses come from senders: only what is loaded is kept.
    if (packages.structures.has(plain)) trees.set(plain, tree);
    return tree;
  };
  const treeOf = (url: string): ProfileTree | undefined => {
    const tree = outcomeOf(url);
    return 'root' in tree ? tree : undefined;
  };
  const shared = {
    definitions,
    conforms,
    structureOf,
    treeOf,
    membership: valueSetMembership(definitions.valueSets, packages),
  };
  return {
    isLoaded: (profile) => treeOf(profile) !== undefined && isVersion(profile, structureOf(profile)?.version),
    check: (resource, profiles = []) => {
      const findings = new ProfileFindings();
      const budget = new Budget();
      checkResource(resourceItem(resource), profiles, { ...shared, findings, budget, root: resource });
      if (budget.isSpent) {
        const rule = `needs more than ${mostSteps} steps to be checked: the rest was left`;
        findings.addLast({ severity: 'error', place: String(resource['resourceType']), rule });
      }
      return findings;
    },
  };
}

function isVersion(canonical: string, loaded: string | undefined): boolean {
  const [, asked] = canonical.split('|');
  return asked === undefined || asked === loaded;
}

type ResourceContext = Omit<CheckContext, 'resource' | 'profile' | 'depth'>;

function checkResource(item: ElementItem, profiles: readonly string[], shared: ResourceContext): void {
  const resource = item.value as Members;
  const context: CheckContext = { ...shared, resource, profile: '', depth: 0 };
  checkExtensions(item, context);
  const claimed = (resource['meta'] as Members | undefined)?.['profile'];
  const claims = Array.isArray(claimed) ? claimed.filter((one): one is string => typeof one === 'string') : [];
  for (const profile of new Set([...profiles, ...claims])) checkClaim(profile, item, context);
  for (const inner of innerResources(item)) {
    const isContained = inner.place.includes('.contained[');
    checkResource(inner, [], isContained ? shared : { ...shared, root: inner.value as Members });
  }
}

function checkClaim(profile: string, item: ElementItem, context: CheckContext): void {
  const url = canonicalUrl(profile);
  if (url === `${baseUrl}${item.type}`) return;
  const definition = context.structureOf(url);
  const tree = isVersion(profile, definition?.version) ? context.treeOf(url) : undefined;
  if (tree !== undefined) {
    checkAgainstTree(tree, item, context);
    return;
  }
  // The address is the sender's own words: it is not repeated where it may be anything.
  const rule =
    definition === undefined
      ? 'names a profile that is not loaded: it was not checked'
      : 'names a profile of another version, or whose base is not loaded: it was not checked';
  context.findings.add({ severity: 'information', place: `${item.place}.meta.profile`, rule });
}

function innerResources(item: ElementItem): ElementItem[] {
  const resource = item.value as Members;
  const found: ElementItem[] = [];
  const add = (value: unknown, place: string): void => {
    if (typeof value === 'object' && value !== null) found.push(resourceItem(value as Members, place));
  };
  for (const [name, member] of [
    ['contained', undefined],
    ['entry', 'resource'],
    ['parameter', 'resource'],
  ] as const) {
    const list = resource[name];
    if (!Array.isArray(list)) continue;
    for (const [index, one] of (list as (Members | null)[]).entries()) {
      const place = `${item.place}.${name}[${index}]`;
      add(member === undefined ? one : one?.[member], member === undefined ? place : `${place}.${member}`);
    }
  }
  return found;
}

function treeSources(definitions: FhirDefinitions, structureOf: TreeSources['structureOf']): TreeSources {
  const baseRules = new Set(Object.values(definitions.invariants).map(({ key, expression }) => `${key} ${expression}`));
  return {
    structureOf,
    isBaseType: (url) => url.startsWith(baseUrl) && definitions.types.has(url.slice(baseUrl.length)),
    isBaseRule: (key, expression) => key === 'ele-1' || baseRules.has(`${key} ${expression}`),
    choiceOf: (typePath, name) => {
      const type = typeAt(definitions, typePath);
      const elements = type === undefined ? [] : (definitions.types.get(type)?.elements ?? []);
      if (elements.some((element) => element.name === name)) return undefined;
      for (const element of elements) {
        if (element.choice !== true || !name.startsWith(element.name)) continue;
        const rest = name.slice(element.name.length);
        const index = element.types.findIndex((_, at) => upper(typeOfElement(element, at)) === rest);
        if (index >= 0) return { name: element.name, type: typeOfElement(element, index) };
      }
      return undefined;
    },
  };
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The type of what stands at a path: `Identifier` at `Patient.identifier`, `Patient.contact` at itself. */
function typeAt(definitions: FhirDefinitions, path: string): string | undefined {
  const [root = '', ...names] = path.split('.');
  let type = root;
  for (const name of names) {
    if (definitions.types.has(`${type}.${name}`)) {
      type = `${type}.${name}`;
      continue;
    }
    const element = elementOf(definitions, type, name);
    if (element === undefined) return undefined;
    type = typeOfElement(element);
  }
  return type;
}
