/**
 * Invariants of R4's definitional resources whose number of elements a sender chooses: in closures that take one pass,
 * since an expression over a hundred thousand elements of a StructureDefinition would hold the whole server up. The rest
 * runs by FHIRPath (`compile-invariant.ts`).
 */

import { referenceType } from '../reference.ts';
import { isResourceType } from '../resource-types.ts';
import type { Container } from '../validation-walk.ts';
import { type Element, has, hasChoice, isDistinct, list } from './invariant-check.ts';

type Holds = (value: Element, container: Container | undefined) => boolean;

const text = (value: Element | undefined, name: string): string => String(value?.[name] ?? '');
const isOneOf = (value: unknown, ...codes: readonly string[]): boolean => codes.includes(value as string);
const child = (value: Element, name: string): Element => (value[name] ?? {}) as Element;
/** The values of a primitive in each of a list, the missing left out, as FHIRPath reads a path. */
const each = (values: readonly Element[], name: string): unknown[] =>
  values.map((value) => value[name]).filter((found) => found !== undefined && found !== null);

function deepCodes(concepts: readonly Element[], into: unknown[]): unknown[] {
  for (const concept of concepts) {
    if (concept['code'] !== undefined) into.push(concept['code']);
    deepCodes(list(concept, 'concept'), into);
  }
  return into;
}

function deepLinkIds(items: readonly Element[], into: unknown[]): unknown[] {
  for (const item of items) {
    if (item['linkId'] !== undefined) into.push(item['linkId']);
    deepLinkIds(list(item, 'item'), into);
  }
  return into;
}

const snapshot = (value: Element): readonly Element[] => list(child(value, 'snapshot'), 'element');
const differential = (value: Element): readonly Element[] => list(child(value, 'differential'), 'element');
const haveIds = (elements: readonly Element[]): boolean => elements.every((element) => has(element, 'id'));
const isRootPath = (element: Element): boolean => !text(element, 'path').includes('.');
const hasNoType = (element: Element | undefined): boolean => element === undefined || !has(element, 'type');
const isOfHl7 = (value: Element): boolean => text(value, 'url').startsWith('http://hl7.org/fhir/StructureDefinition');
const plainType = /^[a-zA-Z0-9]+$/;
const dottedType = /^[a-zA-Z0-9.]+$/;
const systemType = /^http:\/\/hl7\.org\/fhirpath\/System\.[A-Z][A-Za-z]+$/;
const typeCodes = (elements: readonly Element[]): string[] =>
  elements.flatMap((element) => list(element, 'type').map((type) => text(type, 'code')));
const root = (container: Container | undefined): Element => container?.current ?? {};

const segment = String.raw`[^\s.,:;'"/|?!@#$%&*()[\]{}]{1,64}`;
const elementPath = new RegExp(String.raw`^${segment}(\.${segment}(\[x\])?(:[^\s.]+)?)*$`);
const sliceNameForm = /^[a-zA-Z0-9/\-_[\]@]+$/;

function isWhole(value: unknown): value is string {
  return typeof value === 'string' && /^[+-]?\d{1,10}$/.test(value);
}

const consentScope = (code: string): readonly [string, Holds] => [
  `a consent of the scope ${code} needs its patient`,
  // The published expression asks for the system "something": to the letter.
  (v) =>
    has(v, 'patient') ||
    !list(child(v, 'scope'), 'coding').some((coding) => coding['system'] === 'something' && coding['code'] === code),
];

/** By id: the rule in plain words, and the closure. */
export const conformanceRules: Readonly<Record<string, readonly [rule: string, holds: Holds]>> = {
  'cmd-1': [
    'an equivalence that is narrower or inexact needs a comment',
    (v) => has(v, 'comment') || !isOneOf(v['equivalence'], 'narrower', 'inexact'),
  ],
  'csd-1': ['must hold each code once', (v) => isDistinct(deepCodes(list(v, 'concept'), []))],
  'ctm-1': [
    'onBehalfOf is only for a member who is a practitioner',
    (v, container) => {
      if (!has(v, 'onBehalfOf') || !has(v, 'member')) return true;
      const member = child(v, 'member');
      const reference = text(member, 'reference');
      const type = reference.startsWith('#')
        ? container?.contained.get(reference.slice(1))
        : referenceType(reference === '' ? undefined : reference, member['type'] as string | undefined);
      // What cannot be told without looking it up holds, as the expression has it.
      return type === undefined || !isResourceType(type) || type === 'Practitioner';
    },
  ],
  'ig-1': [
    'each groupingId must name a grouping of the guide',
    (v) => {
      const known = new Set(each(list(v, 'grouping'), 'id'));
      return each(list(v, 'resource'), 'groupingId').every((id) => known.has(id));
    },
  ],
  'ig-2': [
    'each fhirVersion of a resource must be one of the guide',
    (v) => {
      const known = new Set(list(v, 'fhirVersion') as readonly unknown[]);
      const resources = list(child(v, 'definition'), 'resource');
      return resources.every((one) => (list(one, 'fhirVersion') as readonly unknown[]).every((it) => known.has(it)));
    },
  ],
  'ppc-2': consentScope('patient-privacy'),
  'ppc-3': consentScope('research'),
  'ppc-4': consentScope('adr'),
  'ppc-5': consentScope('treatment'),
  // Questionnaires
  'que-2': ['must hold each linkId once', (v) => isDistinct(deepLinkIds(list(v, 'item'), []))],
  'que-5': [
    'only questions of a coded, numeric, date, text or quantity type have answers to choose from',
    (v) =>
      !(has(v, 'answerValueSet') || has(v, 'answerOption')) ||
      isOneOf(
        v['type'],
        'choice',
        'open-choice',
        'decimal',
        'integer',
        'date',
        'dateTime',
        'time',
        'string',
        'quantity',
      ),
  ],
  'que-7': [
    'the operator exists compares with true or false',
    (v) => v['operator'] !== 'exists' || has(v, 'answerBoolean'),
  ],
  'que-10': [
    'maxLength is only for simple questions',
    (v) =>
      !has(v, 'maxLength') ||
      isOneOf(v['type'], 'boolean', 'decimal', 'integer', 'string', 'text', 'url', 'open-choice'),
  ],
  // Element definitions
  'eld-1': ['must have discriminators or a description', (v) => has(v, 'discriminator') || has(v, 'description')],
  'eld-2': [
    'min must not be above max',
    (v) => {
      const { min, max } = v;
      if (typeof min !== 'number' || typeof max !== 'string' || max === '*') return true;
      return isWhole(max) && min <= Number(max);
    },
  ],
  'eld-3': ['must be a whole number or *', (v) => (v as unknown) === '*' || (isWhole(v as unknown) && Number(v) >= 0)],
  'eld-4': [
    'aggregation is only for references and canonicals',
    (v) => !has(v, 'aggregation') || isOneOf(v['code'], 'Reference', 'canonical'),
  ],
  'eld-5': [
    'an element that repeats the content of another says nothing more of it',
    (v) =>
      !has(v, 'contentReference') ||
      (!['type', 'example', 'maxLength', 'binding'].some((name) => has(v, name)) &&
        !['defaultValue', 'fixed', 'pattern', 'minValue', 'maxValue'].some((name) => hasChoice(v, name))),
  ],
  'eld-6': ['a fixed value is only for one type', (v) => !hasChoice(v, 'fixed') || list(v, 'type').length <= 1],
  'eld-7': ['a pattern is only for one type', (v) => !hasChoice(v, 'pattern') || list(v, 'type').length <= 1],
  'eld-8': [
    'must have a fixed value or a pattern, not both',
    (v) => !hasChoice(v, 'pattern') || !hasChoice(v, 'fixed'),
  ],
  // Literally: with any type that has a code the expression holds, whatever the code is.
  'eld-11': ['a binding is only for coded types', () => true],
  'eld-12': [
    'a value set is named by an http, https or urn address',
    (v) => !has(v, 'valueSet') || /^(http:|https|urn:)/.test(text(v, 'valueSet')),
  ],
  'eld-13': ['must name each type once', (v) => isDistinct(each(list(v, 'type'), 'code'))],
  'eld-14': ['must name each constraint once', (v) => isDistinct(each(list(v, 'constraint'), 'key'))],
  'eld-15': [
    'must have a default value or a meaning when missing, not both',
    (v) => !hasChoice(v, 'defaultValue') || !has(v, 'meaningWhenMissing'),
  ],
  'eld-16': [
    'a slice name is made of letters, digits and / - _ [ ] @',
    (v) => !has(v, 'sliceName') || sliceNameForm.test(text(v, 'sliceName')),
  ],
  'eld-17': [
    'a target profile is only for references and canonicals',
    (v) => !has(v, 'targetProfile') || isOneOf(v['code'], 'Reference', 'canonical'),
  ],
  'eld-18': ['a modifier element needs the reason why', (v) => v['isModifier'] !== true || has(v, 'isModifierReason')],
  'eld-19': ['a path is made of names and full stops', (v) => elementPath.test(text(v, 'path'))],
  'eld-22': ['sliceIsConstraining needs a slice name', (v) => !has(v, 'sliceIsConstraining') || has(v, 'sliceName')],
  // Structure definitions
  'sdf-1': [
    'the paths of a specialisation are distinct',
    (v) => v['derivation'] === 'constraint' || isDistinct(each(snapshot(v), 'path')),
  ],
  'sdf-2': ['must have a name or a uri', (v) => has(v, 'name') || has(v, 'uri')],
  'sdf-3': [
    'each element of a snapshot needs definition, min and max',
    (v) => list(v, 'element').every((one) => has(one, 'definition') && has(one, 'min') && has(one, 'max')),
  ],
  'sdf-4': ['needs a base unless abstract', (v) => v['abstract'] === true || has(v, 'baseDefinition')],
  'sdf-5': [
    'an extension needs its context',
    (v) => v['type'] !== 'Extension' || v['derivation'] === 'specialization' || has(v, 'context'),
  ],
  'sdf-6': ['must have a snapshot or a differential', (v) => has(v, 'snapshot') || has(v, 'differential')],
  'sdf-8': [
    'the paths of a snapshot begin with its type',
    (v, container) => {
      const elements = list(v, 'element');
      const first = text(elements[0], 'path');
      if (root(container)['kind'] !== 'logical' && first !== text(root(container), 'type')) return false;
      return elements.slice(1).every((one) => text(one, 'path').startsWith(`${first}.`));
    },
  ],
  'sdf-8a': [
    'the paths of a differential begin with its type',
    (v, container) => {
      const elements = list(v, 'element');
      const first = text(elements[0], 'path');
      if (root(container)['kind'] !== 'logical' && !first.startsWith(text(root(container), 'type'))) return false;
      const start = `${first.split('.')[0]}.`;
      return elements.slice(1).every((one) => text(one, 'path').startsWith(start));
    },
  ],
  'sdf-8b': ['each element of a snapshot needs its base', (v) => list(v, 'element').every((one) => has(one, 'base'))],
  'sdf-9': [
    'the first element has no label, code or requirements',
    (v) =>
      [...snapshot(v), ...differential(v)]
        .filter(isRootPath)
        .every((one) => !has(one, 'label') && !has(one, 'code') && !has(one, 'requirements')),
  ],
  'sdf-10': [
    'a binding needs a value set or a description',
    (v) => !has(v, 'binding') || has(child(v, 'binding'), 'valueSet') || has(child(v, 'binding'), 'description'),
  ],
  'sdf-11': [
    'the first path of a snapshot is the type',
    (v) => v['kind'] === 'logical' || !has(v, 'snapshot') || text(snapshot(v)[0], 'path') === text(v, 'type'),
  ],
  'sdf-14': ['every element needs an id', (v) => haveIds(snapshot(v)) && haveIds(differential(v))],
  'sdf-15': [
    'the first element of a snapshot has no type',
    (v) => v['kind'] === 'logical' || hasNoType(snapshot(v)[0]),
  ],
  'sdf-15a': [
    'the first element of a differential has no type',
    (v) => {
      const [first] = differential(v);
      return v['kind'] === 'logical' || first === undefined || !isRootPath(first) || hasNoType(first);
    },
  ],
  'sdf-16': [
    'the ids of a snapshot are there and distinct',
    (v) => haveIds(snapshot(v)) && isDistinct(each(snapshot(v), 'id')),
  ],
  'sdf-17': [
    'the ids of a differential are there and distinct',
    (v) => haveIds(differential(v)) && isDistinct(each(differential(v), 'id')),
  ],
  'sdf-18': [
    'a context invariant is only for an extension',
    (v) => !has(v, 'contextInvariant') || v['type'] === 'Extension',
  ],
  'sdf-19': [
    'the definitions of HL7 use type names only',
    (v) =>
      !isOfHl7(v) ||
      (typeCodes(differential(v)).every((code) => plainType.test(code) || systemType.test(code)) &&
        typeCodes(snapshot(v)).every((code) => dottedType.test(code) || systemType.test(code))),
  ],
  'sdf-20': [
    'the first element of a differential has no slicing',
    (v) => list(v, 'element').every((one) => !isRootPath(one) || !has(one, 'slicing')),
  ],
  'sdf-21': [
    'default values are only for a specialisation',
    (v) => v['derivation'] === 'specialization' || differential(v).every((one) => !hasChoice(one, 'defaultValue')),
  ],
  'sdf-22': [
    'the definitions of HL7 have no default values',
    (v) => !isOfHl7(v) || [...snapshot(v), ...differential(v)].every((one) => !hasChoice(one, 'defaultValue')),
  ],
  'sdf-23': [
    'the first element has no slice name',
    (v) => [...snapshot(v), ...differential(v)].every((one) => !isRootPath(one) || !has(one, 'sliceName')),
  ],
};
