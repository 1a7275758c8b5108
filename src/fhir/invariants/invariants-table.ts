/**
 * Invariants of FHIR R4 with severity "error", by their id in `definitions.invariants` (their key; with the resource in
 * front where R4 uses a key twice). Each closure stands for the standard's FHIRPath expression. What is not listed here
 * or in `conformance-invariants-table.ts` is evaluated as FHIRPath.
 *
 * ele-1 is held by the structure; txt-1 and txt-2 by `xhtml.ts`; dom-3 by `validate-resource.ts`.
 */
import type { Container } from '../validation-walk.ts';
import { conformanceRules } from './conformance-invariants-table.ts';
import {
  type Element,
  has,
  hasChoice,
  type InvariantCheck,
  isCoded,
  isDistinct,
  isInOrder,
  list,
} from './invariant-check.ts';

type Holds = (value: Element, container: Container | undefined) => boolean;

const ucum = 'http://unitsofmeasure.org';
const iso4217 = 'urn:iso:std:iso:4217';
const allergyStatus = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification';
const conditionStatus = 'http://terminology.hl7.org/CodeSystem/condition-ver-status';
const conditionClinical = 'http://terminology.hl7.org/CodeSystem/condition-clinical';

const contained = (value: Element): readonly Element[] => list(value, 'contained');
const isBetween = (low: Element | undefined, high: Element | undefined): boolean =>
  typeof low?.['value'] !== 'number' ||
  typeof high?.['value'] !== 'number' ||
  low['code'] !== high['code'] ||
  low['unit'] !== high['unit'] ||
  low['value'] <= high['value'];
const isPercent = (value: unknown): boolean =>
  value === undefined || ((value as Element)['code'] === '%' && (value as Element)['system'] === ucum);
/** R4's measured quantities: a value has a code, and a system is UCUM's. */
const isUcumMeasure = (value: Element): boolean =>
  (has(value, 'code') || !has(value, 'value')) && (!has(value, 'system') || value['system'] === ucum);
const one = (value: Element, ...names: readonly string[]): boolean => names.some((name) => has(value, name));
const entries = (value: Element): readonly Element[] => list(value, 'entry');
const bundleIs = (value: Element, ...types: readonly string[]): boolean => types.includes(value['type'] as string);
const isKind = (value: Element, ...types: readonly string[]): boolean => types.includes(value['type'] as string);
const firstResource = (value: Element): unknown =>
  (entries(value)[0]?.['resource'] as Element | undefined)?.['resourceType'];
const isNonNegative = (value: Element, name: string): boolean => typeof value[name] !== 'number' || value[name] >= 0;

/** By id: the rule in plain words, and the closure. */
const rules: Readonly<Record<string, readonly [rule: string, holds: Holds]>> = {
  // Every resource
  'dom-2': [
    'a contained resource must contain no other',
    (v) => contained(v).every((inner) => !has(inner, 'contained')),
  ],
  'dom-4': [
    'a contained resource must have no meta.versionId and no meta.lastUpdated',
    (v) => contained(v).every((inner) => list(inner, 'meta').every((meta) => !one(meta, 'versionId', 'lastUpdated'))),
  ],
  'dom-5': [
    'a contained resource must have no security label',
    (v) => contained(v).every((inner) => list(inner, 'meta').every((meta) => !has(meta, 'security'))),
  ],
  // Data types
  'ext-1': ['must have either extensions or a value, not both', (v) => has(v, 'extension') !== hasChoice(v, 'value')],
  'ref-1': [
    'must point to a contained resource that is there',
    (v, container) => {
      const text = v['reference'];
      if (typeof text !== 'string' || text.charCodeAt(0) !== 35 || text === '#') return true;
      return container?.contained.has(text.slice(1)) === true;
    },
  ],
  'per-1': ['start must not be after end', (v) => isInOrder(v['start'], v['end'])],
  'qty-3': ['a coded unit needs its system', (v) => !has(v, 'code') || has(v, 'system')],
  'sqty-1': ['must have no comparator', (v) => !has(v, 'comparator')],
  'att-1': ['data needs its contentType', (v) => !has(v, 'data') || has(v, 'contentType')],
  'cpt-2': ['a value needs its system', (v) => !has(v, 'value') || has(v, 'system')],
  'rng-2': ['low must not be above high', (v) => isBetween(v['low'] as Element, v['high'] as Element)],
  'rat-1': [
    'must have numerator and denominator, or neither and an extension',
    (v) => has(v, 'numerator') === has(v, 'denominator') && (has(v, 'numerator') || has(v, 'extension')),
  ],
  'age-1': [
    'an age needs a coded unit of UCUM and a value above 0',
    (v) => isUcumMeasure(v) && (typeof v['value'] !== 'number' || v['value'] > 0),
  ],
  'cnt-3': [
    'a count is a whole number with the UCUM code 1',
    (v) =>
      isUcumMeasure(v) &&
      (!has(v, 'code') || v['code'] === '1') &&
      (typeof v['value'] !== 'number' || Number.isInteger(v['value'])),
  ],
  'dis-1': ['a distance needs a coded unit of UCUM', isUcumMeasure],
  'drt-1': [
    'a coded duration needs a value and the system UCUM',
    (v) => !has(v, 'code') || (v['system'] === ucum && has(v, 'value')),
  ],
  'mqty-1': [
    'money needs a currency code of ISO 4217',
    (v) => (has(v, 'code') || !has(v, 'value')) && (!has(v, 'system') || v['system'] === iso4217),
  ],
  'tim-1': ['a duration needs its unit', (v) => !has(v, 'duration') || has(v, 'durationUnit')],
  'tim-2': ['a period needs its unit', (v) => !has(v, 'period') || has(v, 'periodUnit')],
  'tim-4': ['a duration must not be negative', (v) => isNonNegative(v, 'duration')],
  'tim-5': ['a period must not be negative', (v) => isNonNegative(v, 'period')],
  'tim-6': ['periodMax needs a period', (v) => !has(v, 'periodMax') || has(v, 'period')],
  'tim-7': ['durationMax needs a duration', (v) => !has(v, 'durationMax') || has(v, 'duration')],
  'tim-8': ['countMax needs a count', (v) => !has(v, 'countMax') || has(v, 'count')],
  'tim-9': [
    'an offset needs a when, and not that of a meal itself (C, CM, CD, CV)',
    (v) => {
      if (!has(v, 'offset')) return true;
      const when: readonly unknown[] = list(v, 'when');
      return when.length > 0 && when.every((code) => !['C', 'CM', 'CD', 'CV'].includes(code as string));
    },
  ],
  'tim-10': ['must have timeOfDay or when, not both', (v) => !has(v, 'timeOfDay') || !has(v, 'when')],
  'drq-1': ['must have a path or a searchParam, not both', (v) => has(v, 'path') !== has(v, 'searchParam')],
  'drq-2': ['must have a path or a searchParam, not both', (v) => has(v, 'path') !== has(v, 'searchParam')],
  'exp-1': ['must have an expression or a reference', (v) => one(v, 'expression', 'reference')],
  'trd-1': ['must have a timing or data, not both', (v) => !has(v, 'data') || !hasChoice(v, 'timing')],
  'trd-2': ['a condition needs data', (v) => !has(v, 'condition') || has(v, 'data')],
  'trd-3': [
    'must have what its type calls for: a name, a timing or data',
    (v) => {
      if (isKind(v, 'named-event')) return has(v, 'name');
      if (isKind(v, 'periodic')) return hasChoice(v, 'timing');
      return !String(v['type']).startsWith('data-') || has(v, 'data');
    },
  ],
  // Clinical resources
  'ait-1': [
    'clinicalStatus is required unless entered in error',
    (v) => has(v, 'clinicalStatus') || isCoded(v, 'verificationStatus', allergyStatus, ['entered-in-error']),
  ],
  'ait-2': [
    'clinicalStatus must be left out when entered in error',
    (v) => !has(v, 'clinicalStatus') || !isCoded(v, 'verificationStatus', allergyStatus, ['entered-in-error']),
  ],
  'con-1': ['must have a summary or an assessment', (v) => one(v, 'summary', 'assessment')],
  'con-2': ['must have a code or a detail', (v) => one(v, 'code', 'detail')],
  'con-4': [
    'a condition that has abated must be inactive, resolved or in remission',
    (v) =>
      !hasChoice(v, 'abatement') ||
      isCoded(v, 'clinicalStatus', conditionClinical, ['resolved', 'remission', 'inactive']),
  ],
  'con-5': [
    'clinicalStatus must be left out when entered in error',
    (v) => !has(v, 'clinicalStatus') || !isCoded(v, 'verificationStatus', conditionStatus, ['entered-in-error']),
  ],
  'obs-3': ['must have a low, a high or a text', (v) => one(v, 'low', 'high', 'text')],
  'obs-6': [
    'dataAbsentReason is only for a missing value',
    (v) => !has(v, 'dataAbsentReason') || !hasChoice(v, 'value'),
  ],
  'obs-7': [
    'a component must not carry the code of the observation when that has a value',
    (v) => {
      const components = list(v, 'component');
      if (components.length === 0 || !hasChoice(v, 'value')) return true;
      const codes = new Set(
        list(v, 'code').flatMap((code) => list(code, 'coding').map((coding) => JSON.stringify(coding))),
      );
      return components.every((component) =>
        list(component, 'code').every((code) =>
          list(code, 'coding').every((coding) => !codes.has(JSON.stringify(coding))),
        ),
      );
    },
  ],
  'cpl-3': ['must have a detail or a reference, not both', (v) => !has(v, 'detail') || !has(v, 'reference')],
  'fhs-1': ['must have an age or a birth, not both', (v) => !hasChoice(v, 'age') || !hasChoice(v, 'born')],
  'fhs-2': ['estimatedAge needs an age', (v) => hasChoice(v, 'age') || !has(v, 'estimatedAge')],
  'gol-1': ['a detail needs a measure', (v) => !hasChoice(v, 'detail') || has(v, 'measure')],
  'imm-1': ['must have a documentType or a reference', (v) => one(v, 'documentType', 'reference')],
  'imr-1': ['must have a vaccineCode or a targetDisease', (v) => one(v, 'vaccineCode', 'targetDisease')],
  'mad-1': ['must have a dose or a rate', (v) => has(v, 'dose') || hasChoice(v, 'rate')],
  'mdd-1': ['whenHandedOver must not be before whenPrepared', (v) => isInOrder(v['whenPrepared'], v['whenHandedOver'])],
  'prr-1': ['orderDetail needs a code', (v) => !has(v, 'orderDetail') || has(v, 'code')],
  'qrs-1': ['must have answers or items, not both', (v) => !has(v, 'answer') || !has(v, 'item')],
  'ras-1': ['low and high must be percentages of UCUM', (v) => isPercent(v['low']) && isPercent(v['high'])],
  'ras-2': [
    'a probability must not be above 100',
    (v) => typeof v['probabilityDecimal'] !== 'number' || v['probabilityDecimal'] <= 100,
  ],
  'rqg-1': ['must have a resource or actions, not both', (v) => has(v, 'resource') !== has(v, 'action')],
  'ppc-1': ['must have a policy or a policyRule', (v) => one(v, 'policy', 'policyRule')],
  'lst-1': ['emptyReason is only for an empty list', (v) => !has(v, 'emptyReason') || !has(v, 'entry')],
  'lst-2': [
    'deleted is only for a list of changes',
    (v) => v['mode'] === 'changes' || entries(v).every((entry) => !has(entry, 'deleted')),
  ],
  'lst-3': [
    'a date is only for a working list',
    (v) => v['mode'] === 'working' || entries(v).every((entry) => !has(entry, 'date')),
  ],
  'cmp-1': ['must have text, entries or sections', (v) => one(v, 'text', 'entry', 'section')],
  'cmp-2': ['emptyReason is only for a section without entries', (v) => !has(v, 'emptyReason') || !has(v, 'entry')],
  // People, places and appointments
  'pat-1': [
    'must have a name, telecom, address or organization',
    (v) => one(v, 'name', 'telecom', 'address', 'organization'),
  ],
  'org-1': ['must have an identifier or a name', (v) => one(v, 'identifier', 'name')],
  'org-2': ['must not be a home address', (v) => v['use'] !== 'home'],
  'org-3': ['must not be a home contact', (v) => v['use'] !== 'home'],
  'ipn-1': ['must have an identifier or a name', (v) => one(v, 'identifier', 'name')],
  'grp-1': ['members are only for an actual group', (v) => !has(v, 'member') || v['actual'] === true],
  'lnk-1': ['must have more than one item', (v) => list(v, 'item').length > 1],
  'app-1': ['must have a type or an actor', (v) => one(v, 'type', 'actor')],
  'app-2': ['must have both start and end, or neither', (v) => has(v, 'start') === has(v, 'end')],
  'app-3': [
    'start and end are required unless proposed, cancelled or on the waiting list',
    (v) => (has(v, 'start') && has(v, 'end')) || ['proposed', 'cancelled', 'waitlist'].includes(v['status'] as string),
  ],
  'app-4': [
    'cancelationReason is only for cancelled or not attended',
    (v) => !has(v, 'cancelationReason') || ['noshow', 'cancelled'].includes(v['status'] as string),
  ],
  'apr-1': ['must have a participantType or an actor', (v) => one(v, 'participantType', 'actor')],
  // Messages, workflow and exchange
  'bdl-1': ['total is only for search and history', (v) => !has(v, 'total') || bundleIs(v, 'searchset', 'history')],
  'bdl-2': [
    'entry.search is only for a search',
    (v) => bundleIs(v, 'searchset') || entries(v).every((entry) => !has(entry, 'search')),
  ],
  'bdl-3': [
    'entry.request is for a batch, a transaction and a history, where every entry has it',
    (v) => {
      const isNeeded = bundleIs(v, 'batch', 'transaction', 'history');
      return entries(v).every((entry) => has(entry, 'request') === isNeeded);
    },
  ],
  'bdl-4': [
    'entry.response is for the response to a batch or transaction and a history, where every entry has it',
    (v) => {
      const isNeeded = bundleIs(v, 'batch-response', 'transaction-response', 'history');
      return entries(v).every((entry) => has(entry, 'response') === isNeeded);
    },
  ],
  'bdl-5': ['must have a resource, a request or a response', (v) => one(v, 'resource', 'request', 'response')],
  'bdl-7': [
    'entries must not share a fullUrl, unless of different versions',
    (v) =>
      bundleIs(v, 'history') ||
      isDistinct(
        entries(v)
          .filter((entry) => has(entry, 'fullUrl'))
          .map((entry) => {
            const meta = (entry['resource'] as Element | undefined)?.['meta'] as Element | undefined;
            return `${entry['fullUrl']} ${meta?.['versionId'] ?? ''}`;
          }),
      ),
  ],
  'bdl-8': [
    'fullUrl must not name a version',
    (v) => typeof v['fullUrl'] !== 'string' || !v['fullUrl'].includes('/_history/'),
  ],
  'bdl-9': [
    'a document needs an identifier with system and value',
    (v) => !bundleIs(v, 'document') || list(v, 'identifier').some((id) => has(id, 'system') && has(id, 'value')),
  ],
  'bdl-10': ['a document needs a timestamp', (v) => !bundleIs(v, 'document') || v['timestamp'] !== undefined],
  'bdl-11': [
    'a document begins with a Composition',
    (v) => !bundleIs(v, 'document') || firstResource(v) === 'Composition',
  ],
  'bdl-12': [
    'a message begins with a MessageHeader',
    (v) => !bundleIs(v, 'message') || firstResource(v) === 'MessageHeader',
  ],
  'Parameters:inv-1': [
    'must have a value, a resource or parts: one of them',
    (v) => [has(v, 'part'), hasChoice(v, 'value'), has(v, 'resource')].filter(Boolean).length === 1,
  ],
  'Task:inv-1': ['lastModified must not be before authoredOn', (v) => isInOrder(v['authoredOn'], v['lastModified'])],
  'sev-1': ['must have a name or a query, not both', (v) => !has(v, 'name') || !has(v, 'query')],
  'ces-1': [
    'must have a category or a productOrService, not both',
    (v) => has(v, 'category') !== has(v, 'productOrService'),
  ],
  // Questionnaires
  'que-1': [
    'a group has items and a display has none',
    (v) => (!isKind(v, 'group') || has(v, 'item')) && (!isKind(v, 'display') || !has(v, 'item')),
  ],
  'que-3': ['a display has no code', (v) => !isKind(v, 'display') || !has(v, 'code')],
  'que-4': [
    'must have answerOption or answerValueSet, not both',
    (v) => !has(v, 'answerOption') || !has(v, 'answerValueSet'),
  ],
  'que-6': [
    'a display is neither required nor repeats',
    (v) => !isKind(v, 'display') || !one(v, 'required', 'repeats'),
  ],
  'que-8': ['a group or a display has no initial value', (v) => !isKind(v, 'group', 'display') || !has(v, 'initial')],
  'que-9': ['a display is not readOnly', (v) => !isKind(v, 'display') || !has(v, 'readOnly')],
  'que-11': ['must have answerOption or initial, not both', (v) => !has(v, 'answerOption') || !has(v, 'initial')],
  'que-12': [
    'more than two conditions need enableBehavior',
    (v) => list(v, 'enableWhen').length <= 2 || has(v, 'enableBehavior'),
  ],
  'que-13': [
    'more than one initial value needs repeats',
    (v) => v['repeats'] === true || list(v, 'initial').length <= 1,
  ],
  // Terminology and conformance
  'spd-1': ['an xpath needs its usage', (v) => !has(v, 'xpath') || has(v, 'xpathUsage')],
  'spd-2': ['a chain is only for type reference', (v) => !has(v, 'chain') || isKind(v, 'reference')],
  'vsd-1': ['must have a valueSet or a system', (v) => one(v, 'valueSet', 'system')],
  'vsd-2': ['concepts and filters need a system', (v) => !one(v, 'concept', 'filter') || has(v, 'system')],
  'vsd-3': ['must have concepts or filters, not both', (v) => !has(v, 'concept') || !has(v, 'filter')],
  'vsd-6': ['must have a code or a display', (v) => one(v, 'code', 'display')],
  'vsd-9': ['must have a code unless abstract', (v) => has(v, 'code') || v['abstract'] === true],
  'vsd-10': ['a code needs its system', (v) => !has(v, 'code') || has(v, 'system')],
  'cmd-2': ['the mode fixed needs a code', (v) => v['mode'] !== 'fixed' || has(v, 'code')],
  'cmd-3': ['the mode other-map needs a url', (v) => v['mode'] !== 'other-map' || has(v, 'url')],
  'cpb-1': ['must have rest, messaging or document', (v) => one(v, 'rest', 'messaging', 'document')],
  'cpb-2': [
    'must have a description, software or implementation',
    (v) => one(v, 'description', 'software', 'implementation'),
  ],
  'cpb-9': [
    'must describe each resource once',
    (v) => isDistinct(list(v, 'resource').map((resource) => resource['type'])),
  ],
  'cpb-12': [
    'must name each search parameter once',
    (v) => isDistinct(list(v, 'searchParam').map((parameter) => parameter['name'])),
  ],
  'cpb-14': ['an instance needs its implementation', (v) => v['kind'] !== 'instance' || has(v, 'implementation')],
};

/** By id; see the head of this file. */
export const invariantsTable: Readonly<Record<string, InvariantCheck>> = Object.fromEntries(
  Object.entries({ ...rules, ...conformanceRules }).map(([id, [rule, holds]]): [string, InvariantCheck] => [
    id,
    { key: id.slice(id.indexOf(':') + 1), rule, severity: 'error', holds },
  ]),
);

/** Held in another place, by name above. */
export const heldElsewhere: ReadonlySet<string> = new Set(['txt-1', 'txt-2', 'dom-3']);
