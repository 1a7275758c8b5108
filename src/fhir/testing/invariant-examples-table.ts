/**
 * For each invariant of R4 with severity "error", by its id: members that break it and members that keep it, laid over a
 * minimal value of the element that carries it (`hostOf`). Undefined takes a member away.
 */
type Members = Readonly<Record<string, unknown>>;

const ucum = 'http://unitsofmeasure.org';
const coding = (system: string, code: string): Members => ({ coding: [{ system, code }] });
const conditionStatus = (code: string) => coding('http://terminology.hl7.org/CodeSystem/condition-ver-status', code);
const clinical = (code: string) => coding('http://terminology.hl7.org/CodeSystem/condition-clinical', code);
const allergyStatus = (code: string) =>
  coding('http://terminology.hl7.org/CodeSystem/allergyintolerance-verification', code);
const allergyClinical = (code: string) =>
  coding('http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code);
const reference = (text: string): Members => ({ reference: text });
const text = { text: 'x' };
const inner = (more: Members = {}): Members => ({ resourceType: 'Basic', id: 'b', code: text, ...more });
const holding = (contained: Members): Members => ({ contained: [contained], ...pointing });
const pointing = {
  extension: [{ url: 'urn:x', valueReference: { reference: '#b' } }],
  meta: { tag: [{ code: 'x' }] },
};
const patient = { resourceType: 'Patient' };
const request = { method: 'POST', url: 'Patient' };
const response = { status: '200' };
const element = (path: string, more: Members = {}): Members => ({
  id: path,
  path,
  definition: 'x',
  min: 0,
  max: '1',
  base: { path, min: 0, max: '1' },
  ...more,
});
const snapshot = (...elements: readonly Members[]): Members => ({ snapshot: { element: elements } });
const differential = (...elements: readonly Members[]): Members => ({ differential: { element: elements } });
const structure = { kind: 'resource', type: 'X', abstract: true };
const hl7 = 'http://hl7.org/fhir/StructureDefinition/X';
const scope = (code: string): Members => ({ scope: coding('something', code), policyRule: text });
const scopeOfPatient = (code: string): Members => ({ ...scope(code), patient: reference('Patient/1') });
const code = (value: string): Members => ({ code: value });
const operation = { operation: { encodeRequestUrl: true, sourceId: 'x' } };
const participant = [{ status: 'accepted', type: [text] }];
const assert = { assert: { warningOnly: true } };
const stratifier = (...stratum: readonly Members[]): Members => ({ group: [{ stratifier: [{ stratum }] }] });
const measureReport = { type: 'summary' };

type Example = readonly [wrong: Members, right: Members];

/** Stated on an element whose value is no single object: the members are laid over the owner of that element. */
export const onOwner: ReadonlySet<string> = new Set(['eld-3', 'txt-1', 'txt-2', 'org-2', 'org-3', 'sdf-10']);

/** Cannot be broken by any resource, and why. */
export const unbreakable: Readonly<Record<string, string>> = {
  'eld-11': 'as published, the expression is true of every element whose types have codes',
  'evv-1': 'it counts the types of one choice, of which the structure allows one',
  'tst-4': 'the structure requires both of the elements of which it asks for one',
  'mqty-1': 'no element of R4 has the type MoneyQuantity',
};

export const invariantExamples: Readonly<Record<string, Example>> = {
  'age-1': [
    { value: -1, system: ucum, code: 'a' },
    { value: 1, system: ucum, code: 'a' },
  ],
  'ait-1': [{}, { clinicalStatus: allergyClinical('active') }],
  'ait-2': [
    { clinicalStatus: allergyClinical('active'), verificationStatus: allergyStatus('entered-in-error') },
    { verificationStatus: allergyStatus('entered-in-error') },
  ],
  'app-1': [{ required: 'required' }, { type: [text] }],
  'app-2': [
    { status: 'proposed', start: '2026-03-01T09:00:00Z', participant },
    { status: 'proposed', participant },
  ],
  'app-3': [
    { status: 'booked', participant },
    { status: 'waitlist', participant },
  ],
  'app-4': [
    { status: 'proposed', cancelationReason: text, participant },
    { status: 'cancelled', cancelationReason: text, participant },
  ],
  'apr-1': [{ comment: 'x' }, { participantType: [text] }],
  'att-1': [{ data: 'RXhhbXBsZQ==' }, { data: 'RXhhbXBsZQ==', contentType: 'text/plain' }],
  'bdl-1': [
    { type: 'collection', total: 1 },
    { type: 'searchset', total: 1 },
  ],
  'bdl-2': [
    { type: 'collection', entry: [{ resource: patient, search: { mode: 'match' } }] },
    { type: 'searchset', entry: [{ resource: patient, search: { mode: 'match' } }] },
  ],
  'bdl-3': [
    { type: 'batch', entry: [{ resource: patient }] },
    { type: 'batch', entry: [{ resource: patient, request }] },
  ],
  'bdl-4': [
    { type: 'batch-response', entry: [{ resource: patient }] },
    { type: 'batch-response', entry: [{ response }] },
  ],
  'bdl-5': [{ link: [{ relation: 'self', url: 'urn:x' }] }, { resource: patient }],
  'bdl-7': [
    {
      type: 'collection',
      entry: [
        { fullUrl: 'urn:x', resource: patient },
        { fullUrl: 'urn:x', resource: patient },
      ],
    },
    {
      type: 'collection',
      entry: [
        { fullUrl: 'urn:x', resource: patient },
        { fullUrl: 'urn:y', resource: patient },
      ],
    },
  ],
  'bdl-8': [
    { fullUrl: 'https://example.org/Patient/1/_history/1', resource: patient },
    { fullUrl: 'https://example.org/Patient/1', resource: patient },
  ],
  'bdl-9': [
    { type: 'document', timestamp: '2026-03-01T09:00:00Z', identifier: { system: 'urn:x' } },
    { type: 'document', timestamp: '2026-03-01T09:00:00Z', identifier: { system: 'urn:x', value: '1' } },
  ],
  'bdl-10': [{ type: 'document' }, { type: 'document', timestamp: '2026-03-01T09:00:00Z' }],
  'bdl-11': [{ type: 'document', entry: [{ resource: patient }] }, { type: 'collection' }],
  'bdl-12': [{ type: 'message', entry: [{ resource: patient }] }, { type: 'collection' }],
  'ces-1': [{ name: 'x' }, { category: text }],
  'cmd-1': [{ equivalence: 'narrower' }, { equivalence: 'narrower', comment: 'x' }],
  'cmd-2': [{ mode: 'fixed' }, { mode: 'fixed', code: 'x' }],
  'cmd-3': [{ mode: 'other-map' }, { mode: 'other-map', url: 'urn:x' }],
  'cmp-1': [{ title: 'x' }, { title: 'x', entry: [reference('Patient/1')] }],
  'cmp-2': [
    { emptyReason: text, entry: [reference('Patient/1')] },
    { emptyReason: text, section: [{ entry: [reference('Patient/1')] }] },
  ],
  'cnt-3': [
    { value: 1.5, system: ucum, code: '1' },
    { value: 2, system: ucum, code: '1' },
  ],
  'con-1': [{ type: text }, { summary: text }],
  'con-2': [{ id: 'x', extension: [{ url: 'urn:x', valueString: 'x' }] }, { code: [text] }],
  'con-4': [
    { clinicalStatus: clinical('active'), abatementString: 'x' },
    { clinicalStatus: clinical('remission'), abatementString: 'x' },
  ],
  'con-5': [
    { clinicalStatus: clinical('active'), verificationStatus: conditionStatus('entered-in-error') },
    { verificationStatus: conditionStatus('entered-in-error') },
  ],
  'cpb-1': [{ description: 'x' }, { description: 'x', rest: [{ mode: 'server' }] }],
  'cpb-12': [
    {
      searchParam: [
        { name: 'a', type: 'token' },
        { name: 'a', type: 'token' },
      ],
    },
    {
      searchParam: [
        { name: 'a', type: 'token' },
        { name: 'b', type: 'token' },
      ],
    },
  ],
  'cpb-14': [{ kind: 'instance' }, { kind: 'instance', implementation: { description: 'x' } }],
  'cpb-15': [{ kind: 'capability' }, { kind: 'capability', software: { name: 'x' } }],
  'cpb-16': [{ kind: 'requirements', software: { name: 'x' } }, { kind: 'requirements' }],
  'cpb-2': [{}, { description: 'x' }],
  'cpb-3': [
    { kind: 'capability', messaging: [{ endpoint: [{ protocol: { code: 'http' }, address: 'https://example.org' }] }] },
    { kind: 'instance', messaging: [{ endpoint: [{ protocol: { code: 'http' }, address: 'https://example.org' }] }] },
  ],
  'cpb-7': [
    {
      document: [
        { mode: 'producer', profile: 'urn:x' },
        { mode: 'producer', profile: 'urn:x' },
      ],
    },
    {
      document: [
        { mode: 'producer', profile: 'urn:x' },
        { mode: 'consumer', profile: 'urn:x' },
      ],
    },
  ],
  'cpb-9': [{ resource: [{ type: 'Patient' }, { type: 'Patient' }] }, { resource: [{ type: 'Patient' }] }],
  'cpl-3': [{ detail: { status: 'unknown' }, reference: reference('Task/1') }, { reference: reference('Task/1') }],
  'cpt-2': [{ value: '01632 960001' }, { system: 'phone', value: '01632 960001' }],
  'csd-1': [
    { concept: [{ code: 'a', concept: [{ code: 'b' }] }, { code: 'b' }] },
    { concept: [{ code: 'a', concept: [{ code: 'b' }] }, { code: 'c' }] },
  ],
  'ctm-1': [
    { member: reference('Patient/1'), onBehalfOf: reference('Organization/1') },
    { member: reference('Practitioner/1'), onBehalfOf: reference('Organization/1') },
  ],
  'dis-1': [
    { value: 1, unit: 'km' },
    { value: 1, system: ucum, code: 'km' },
  ],
  'dom-2': [
    holding(
      inner({ contained: [inner({ id: 'c' })], extension: [{ url: 'urn:x', valueReference: { reference: '#c' } }] }),
    ),
    holding(inner()),
  ],
  'dom-3': [{ contained: [inner()] }, holding(inner())],
  'dom-4': [holding(inner({ meta: { versionId: '1' } })), holding(inner({ meta: { tag: [{ code: 'x' }] } }))],
  'dom-5': [holding(inner({ meta: { security: [{ code: 'R' }] } })), holding(inner())],
  'drq-1': [{ path: 'x', searchParam: 'x' }, { path: 'x' }],
  'drq-2': [{ path: 'x', searchParam: 'x' }, { searchParam: 'x' }],
  'drt-1': [{ code: 'h' }, { value: 1, system: ucum, code: 'h' }],
  'eld-1': [{ rules: 'open' }, { rules: 'open', description: 'x' }],
  'eld-2': [
    { min: 2, max: '1' },
    { min: 2, max: '*' },
  ],
  'eld-3': [{ max: 'many' }, { max: '*' }],
  'eld-4': [
    { code: 'string', aggregation: ['contained'] },
    { code: 'Reference', aggregation: ['contained'] },
  ],
  'eld-5': [{ contentReference: '#x', maxLength: 3 }, { contentReference: '#x' }],
  'eld-6': [
    { fixedString: 'x', type: [code('string'), code('code')] },
    { fixedString: 'x', type: [code('string')] },
  ],
  'eld-7': [{ patternString: 'x', type: [code('string'), code('code')] }, { patternString: 'x' }],
  'eld-8': [{ patternString: 'x', fixedString: 'x' }, { patternString: 'x' }],
  'eld-12': [
    { strength: 'example', valueSet: 'codes' },
    { strength: 'example', valueSet: 'urn:x' },
  ],
  'eld-13': [{ type: [code('string'), code('string')] }, { type: [code('string'), code('code')] }],
  'eld-14': [
    { constraint: ['a', 'a'].map((key) => ({ key, severity: 'error', human: 'x' })) },
    { constraint: ['a', 'b'].map((key) => ({ key, severity: 'error', human: 'x' })) },
  ],
  'eld-15': [{ defaultValueString: 'x', meaningWhenMissing: 'x' }, { meaningWhenMissing: 'x' }],
  'eld-16': [{ sliceName: 'a b' }, { sliceName: 'a-b' }],
  'eld-17': [
    { code: 'string', targetProfile: ['urn:x'] },
    { code: 'Reference', targetProfile: ['urn:x'] },
  ],
  'eld-18': [{ isModifier: true }, { isModifier: true, isModifierReason: 'x' }],
  'eld-19': [{ path: 'Patient name' }, { path: 'Patient.name' }],
  'eld-22': [{ sliceIsConstraining: true }, { sliceIsConstraining: true, sliceName: 'x' }],
  'exp-1': [{ language: 'text/cql' }, { language: 'text/cql', expression: 'x' }],
  'ext-1': [{ url: 'urn:x' }, { url: 'urn:x', valueString: 'x' }],
  'fhs-1': [{ ageString: '1', bornDate: '2026' }, { bornDate: '2026' }],
  'fhs-2': [{ estimatedAge: true }, { estimatedAge: true, ageString: '1' }],
  'gol-1': [{ detailString: 'x' }, { detailString: 'x', measure: text }],
  'grp-1': [
    { actual: false, member: [{ entity: reference('Patient/1') }] },
    { actual: true, member: [{ entity: reference('Patient/1') }] },
  ],
  'ig-1': [
    { grouping: [{ id: 'a', name: 'a' }], resource: [{ reference: { display: 'x' }, groupingId: 'b' }] },
    { grouping: [{ id: 'a', name: 'a' }], resource: [{ reference: { display: 'x' }, groupingId: 'a' }] },
  ],
  'ig-2': [
    { fhirVersion: ['4.0.1'], definition: { resource: [{ reference: { display: 'x' }, fhirVersion: ['1.0.2'] }] } },
    { fhirVersion: ['4.0.1'], definition: { resource: [{ reference: { display: 'x' }, fhirVersion: ['4.0.1'] }] } },
  ],
  'imm-1': [{ publicationDate: '2026' }, { documentType: 'x' }],
  'imr-1': [{ series: 'x' }, { targetDisease: text }],
  'Parameters:inv-1': [{ valueString: 'x', resource: patient }, { valueString: 'x' }],
  'Task:inv-1': [
    { authoredOn: '2026-03-02', lastModified: '2026-03-01' },
    { authoredOn: '2026-03-01', lastModified: '2026-03-02' },
  ],
  'TestReport:inv-1': [
    { operation: { result: 'pass' }, assert: { result: 'pass' } },
    { operation: { result: 'pass' } },
  ],
  'inv-2': [{ id: 'x', extension: [{ url: 'urn:x', valueString: 'x' }] }, { assert: { result: 'pass' } }],
  'ipn-1': [{ status: 'draft' }, { name: 'x' }],
  'lnk-1': [
    { item: [{ type: 'source', resource: reference('Patient/1') }] },
    { item: ['1', '2'].map((id) => ({ type: 'source', resource: reference(`Patient/${id}`) })) },
  ],
  'lst-1': [{ emptyReason: text, entry: [{ item: reference('Patient/1') }] }, { emptyReason: text }],
  'lst-2': [
    { mode: 'working', entry: [{ item: reference('Patient/1'), deleted: true }] },
    { mode: 'changes', entry: [{ item: reference('Patient/1'), deleted: true }] },
  ],
  'lst-3': [
    { mode: 'snapshot', entry: [{ item: reference('Patient/1'), date: '2026' }] },
    { mode: 'working', entry: [{ item: reference('Patient/1'), date: '2026' }] },
  ],
  'mad-1': [{ text: 'x' }, { dose: { value: 1 } }],
  'md-1': [
    { code: 'Patient', min: 0, max: '0' },
    { code: 'Patient', min: 0, max: '1' },
  ],
  'mdd-1': [
    { whenPrepared: '2026-03-02', whenHandedOver: '2026-03-01' },
    { whenPrepared: '2026-03-01', whenHandedOver: '2026-03-01' },
  ],
  'mea-1': [
    { group: [{ stratifier: [{ description: 'x', component: [{ criteria: { language: 'x', expression: 'x' } }] }] }] },
    { group: [{ stratifier: [{ description: 'x' }] }] },
  ],
  'mrp-1': [{ type: 'data-collection', group: [{ code: text }] }, { type: 'data-collection' }],
  'mrp-2': [
    { ...measureReport, ...stratifier({ value: text, component: [{ code: text, value: text }] }) },
    { ...measureReport, ...stratifier({ value: text }) },
  ],
  'msq-3': [{ coordinateSystem: 2 }, { coordinateSystem: 1 }],
  'msq-5': [{ chromosome: text, referenceSeqString: 'A' }, { referenceSeqString: 'A' }],
  'msq-6': [{ referenceSeqString: 'A', referenceSeqId: text }, { referenceSeqId: text }],
  'nsd-1': [
    { kind: 'root', uniqueId: [{ type: 'uuid', value: 'x' }] },
    { kind: 'root', uniqueId: [{ type: 'oid', value: 'x' }] },
  ],
  'nsd-2': [
    { uniqueId: ['x', 'y'].map((value) => ({ type: 'uri', value, preferred: true })), kind: 'identifier' },
    { uniqueId: ['x', 'y'].map((value) => ({ type: 'uri', value, preferred: value === 'x' })), kind: 'identifier' },
  ],
  'obs-3': [{ age: { high: { value: 1 } } }, { text: 'x' }],
  'obs-6': [{ valueString: 'x', dataAbsentReason: text }, { dataAbsentReason: text }],
  'obs-7': [
    { code: coding('urn:x', 'a'), valueString: 'x', component: [{ code: coding('urn:x', 'a') }] },
    { code: coding('urn:x', 'a'), valueString: 'x', component: [{ code: coding('urn:x', 'b') }] },
  ],
  'opd-1': [{ name: 'x' }, { type: 'string' }],
  'opd-2': [
    { type: 'code', searchType: 'token' },
    { type: 'string', searchType: 'token' },
  ],
  'opd-3': [
    { type: 'string', targetProfile: ['urn:x'] },
    { type: 'Reference', targetProfile: ['urn:x'] },
  ],
  'org-1': [{ active: true }, { name: 'x' }],
  'org-2': [
    { name: 'x', address: [{ use: 'home', city: 'x' }] },
    { name: 'x', address: [{ use: 'work', city: 'x' }] },
  ],
  'org-3': [
    { name: 'x', telecom: [{ use: 'home', system: 'phone', value: '1' }] },
    { name: 'x', telecom: [{ use: 'work', system: 'phone', value: '1' }] },
  ],
  'pat-1': [{ gender: 'other' }, { telecom: [{ system: 'phone', value: '1' }] }],
  'per-1': [
    { start: '2026-03-02', end: '2026-03-01' },
    { start: '2026-03-01', end: '2026-03-01' },
  ],
  'ppc-1': [{ dateTime: '2026' }, { policyRule: text }],
  'ppc-2': [scope('patient-privacy'), scopeOfPatient('patient-privacy')],
  'ppc-3': [scope('research'), scopeOfPatient('research')],
  'ppc-4': [scope('adr'), scopeOfPatient('adr')],
  'ppc-5': [scope('treatment'), scopeOfPatient('treatment')],
  'prr-1': [{ orderDetail: [text] }, { orderDetail: [text], code: text }],
  'qrs-1': [{ answer: [{ valueString: 'x' }], item: [{ linkId: '2' }] }, { answer: [{ valueString: 'x' }] }],
  'qty-3': [
    { value: 1, code: 'kg' },
    { value: 1, code: 'kg', system: ucum },
  ],
  'que-1': [{ type: 'group' }, { type: 'group', item: [{ linkId: '2', type: 'string' }] }],
  'que-2': [
    { item: ['1', '1'].map((linkId) => ({ linkId, type: 'string' })) },
    { item: ['1', '2'].map((linkId) => ({ linkId, type: 'string' })) },
  ],
  'que-3': [
    { type: 'display', code: [{ code: 'x' }] },
    { type: 'string', code: [{ code: 'x' }] },
  ],
  'que-4': [
    { type: 'choice', answerValueSet: 'urn:x', answerOption: [{ valueString: 'x' }] },
    { type: 'choice', answerValueSet: 'urn:x' },
  ],
  'que-5': [
    { type: 'boolean', answerValueSet: 'urn:x' },
    { type: 'choice', answerValueSet: 'urn:x' },
  ],
  'que-6': [
    { type: 'display', required: true },
    { type: 'string', required: true },
  ],
  'que-7': [
    { operator: 'exists', answerBoolean: undefined, answerString: 'x' },
    { operator: 'exists', answerBoolean: true },
  ],
  'que-8': [
    { type: 'display', initial: [{ valueString: 'x' }] },
    { type: 'string', initial: [{ valueString: 'x' }] },
  ],
  'que-9': [
    { type: 'display', readOnly: true },
    { type: 'string', readOnly: true },
  ],
  'que-10': [
    { type: 'date', maxLength: 3 },
    { type: 'string', maxLength: 3 },
  ],
  'que-11': [
    { type: 'choice', answerOption: [{ valueString: 'x' }], initial: [{ valueString: 'x' }] },
    { type: 'choice', answerOption: [{ valueString: 'x' }] },
  ],
  'que-12': [
    {
      type: 'string',
      enableWhen: ['1', '2', '3'].map((question) => ({ question, operator: 'exists', answerBoolean: true })),
    },
    {
      type: 'string',
      enableWhen: ['1', '2'].map((question) => ({ question, operator: 'exists', answerBoolean: true })),
    },
  ],
  'que-13': [
    { type: 'string', initial: [{ valueString: 'x' }, { valueString: 'y' }] },
    { type: 'string', initial: [{ valueString: 'x' }, { valueString: 'y' }], repeats: true },
  ],
  'ras-1': [{ low: { value: 1 } }, { low: { value: 1, code: '%', system: ucum } }],
  'ras-2': [{ probabilityDecimal: 101 }, { probabilityDecimal: 100 }],
  'rat-1': [{ numerator: { value: 1 } }, { numerator: { value: 1 }, denominator: { value: 2 } }],
  'ref-1': [reference('#x'), reference('Patient/1')],
  'rng-2': [
    { low: { value: 2 }, high: { value: 1 } },
    { low: { value: 1 }, high: { value: 1 } },
  ],
  'rqg-1': [{ title: 'x' }, { resource: reference('Task/1') }],
  'sdf-1': [
    { ...structure, ...snapshot(element('X'), element('X.a', { id: '1' }), element('X.a')) },
    { ...structure, ...snapshot(element('X'), element('X.a')) },
  ],
  'sdf-2': [{ identity: 'x' }, { identity: 'x', uri: 'urn:x' }],
  'sdf-3': [{ element: [element('X', { definition: undefined })] }, { element: [element('X')] }],
  'sdf-4': [
    { ...structure, abstract: false },
    { ...structure, abstract: false, baseDefinition: 'urn:x' },
  ],
  'sdf-5': [
    { type: 'Extension', derivation: 'constraint' },
    { type: 'Extension', derivation: 'constraint', context: [{ type: 'element', expression: 'Patient' }] },
  ],
  'sdf-6': [{ ...structure }, { ...structure, ...differential(element('X')) }],
  'sdf-8': [{ element: [element('urn:x'), element('Y.a')] }, { element: [element('urn:x'), element('urn:x.a')] }],
  'sdf-8a': [{ element: [element('urn:x.a'), element('Y.a')] }, { element: [element('urn:x.a')] }],
  'sdf-8b': [{ element: [element('X', { base: undefined })] }, { element: [element('X')] }],
  'sdf-9': [
    { ...structure, ...snapshot(element('X', { label: 'x' })) },
    { ...structure, ...snapshot(element('X'), element('X.a', { label: 'x' })) },
  ],
  'sdf-10': [
    { element: [element('X', { binding: { strength: 'example' } })] },
    { element: [element('X', { binding: { strength: 'example', description: 'x' } })] },
  ],
  'sdf-11': [
    { ...structure, ...snapshot(element('Y')) },
    { ...structure, ...snapshot(element('X')) },
  ],
  'sdf-14': [
    { ...structure, ...differential(element('X', { id: undefined })) },
    { ...structure, ...differential(element('X')) },
  ],
  'sdf-15': [
    { ...structure, ...snapshot(element('X', { type: [code('string')] })) },
    { ...structure, ...snapshot(element('X')) },
  ],
  'sdf-15a': [
    { ...structure, ...differential(element('X', { type: [code('string')] })) },
    { ...structure, ...differential(element('X.a', { type: [code('string')] })) },
  ],
  'sdf-16': [
    { ...structure, ...snapshot(element('X'), element('X.a', { id: 'X' })) },
    { ...structure, ...snapshot(element('X'), element('X.a')) },
  ],
  'sdf-17': [
    { ...structure, ...differential(element('X'), element('X.a', { id: 'X' })) },
    { ...structure, ...differential(element('X'), element('X.a')) },
  ],
  'sdf-18': [
    { ...structure, contextInvariant: ['true'] },
    { ...structure, type: 'Extension', contextInvariant: ['true'] },
  ],
  'sdf-19': [
    { ...structure, url: hl7, ...differential(element('X.a', { type: [code('urn:x')] })) },
    { ...structure, url: hl7, ...differential(element('X.a', { type: [code('string')] })) },
  ],
  'sdf-20': [
    { element: [element('urn:x', { slicing: { rules: 'open', description: 'x' } })] },
    { element: [element('urn:x.a', { slicing: { rules: 'open', description: 'x' } })] },
  ],
  'sdf-21': [
    { ...structure, derivation: 'constraint', ...differential(element('X.a', { defaultValueString: 'x' })) },
    { ...structure, derivation: 'specialization', ...differential(element('X.a', { defaultValueString: 'x' })) },
  ],
  'sdf-22': [
    { ...structure, url: hl7, ...differential(element('X.a', { defaultValueString: 'x' })) },
    { ...structure, url: 'urn:x', ...differential(element('X.a', { defaultValueString: 'x' })) },
  ],
  'sdf-23': [
    { ...structure, ...differential(element('X', { sliceName: 'x' })) },
    { ...structure, ...differential(element('X.a', { sliceName: 'x' })) },
  ],
  'sev-1': [{ name: 'x', query: 'RXhhbXBsZQ==' }, { name: 'x' }],
  'smp-1': [{ element: 'x' }, { element: 'x', context: 'x', contextType: 'variable' }],
  'smp-2': [{ context: 'x' }, { context: 'x', contextType: 'variable' }],
  'spd-1': [{ xpath: 'x' }, { xpath: 'x', xpathUsage: 'normal' }],
  'spd-2': [
    { type: 'token', chain: ['x'] },
    { type: 'reference', chain: ['x'] },
  ],
  'sqty-1': [{ value: 1, comparator: '<' }, { value: 1 }],
  'tcp-1': [{ version: [{ code: '1' }, { isDefault: true }] }, { version: [{ code: '1' }, { code: '2' }] }],
  'tcp-2': [{}, { description: 'x' }],
  'tcp-3': [{ kind: 'instance' }, { kind: 'instance', implementation: { description: 'x' } }],
  'tcp-4': [{ kind: 'capability' }, { kind: 'capability', software: { name: 'x' } }],
  'tcp-5': [{ kind: 'requirements', software: { name: 'x' } }, { kind: 'requirements' }],
  'tim-1': [{ duration: 1 }, { duration: 1, durationUnit: 'h' }],
  'tim-2': [{ period: 1 }, { period: 1, periodUnit: 'h' }],
  'tim-4': [
    { duration: -1, durationUnit: 'h' },
    { duration: 0, durationUnit: 'h' },
  ],
  'tim-5': [
    { period: -1, periodUnit: 'h' },
    { period: 0, periodUnit: 'h' },
  ],
  'tim-6': [{ periodMax: 1 }, { periodMax: 1, period: 1, periodUnit: 'h' }],
  'tim-7': [{ durationMax: 1 }, { durationMax: 1, duration: 1, durationUnit: 'h' }],
  'tim-8': [{ countMax: 1 }, { countMax: 2, count: 1 }],
  'tim-9': [
    { offset: 1, when: ['CM'] },
    { offset: 1, when: ['ACM'] },
  ],
  'tim-10': [{ timeOfDay: ['08:00:00'], when: ['MORN'] }, { timeOfDay: ['08:00:00'] }],
  'trd-1': [
    { type: 'periodic', timingDate: '2026', data: [{ type: 'Patient' }] },
    { type: 'periodic', timingDate: '2026' },
  ],
  'trd-2': [
    { type: 'named-event', name: 'x', condition: { language: 'x', expression: 'x' } },
    { type: 'data-added', data: [{ type: 'Patient' }], condition: { language: 'x', expression: 'x' } },
  ],
  'trd-3': [{ type: 'named-event' }, { type: 'named-event', name: 'x' }],
  'tst-1': [{ ...operation, ...assert }, operation],
  'tst-2': [{ ...operation, ...assert }, assert],
  'tst-3': [{ expression: 'x', headerField: 'x', path: 'x' }, { expression: 'x' }],
  'tst-5': [{ expression: 'x', path: 'x' }, { expression: 'x' }],
  'tst-6': [{ expression: 'x', path: 'x' }, { expression: 'x' }],
  'tst-7': [
    { type: { code: 'read' }, url: 'x', params: 'x' },
    { type: { code: 'read' }, url: 'x' },
  ],
  'tst-8': [
    { type: { code: 'read' }, url: 'x', params: 'x' },
    { type: { code: 'search' }, url: 'x', params: 'x' },
  ],
  'tst-9': [
    { type: { code: 'read' }, url: 'x', params: 'x' },
    { type: { code: 'read' }, url: 'x' },
  ],
  'tst-10': [{ compareToSourceId: 'x' }, { compareToSourceId: 'x', compareToSourcePath: 'x' }],
  'tst-11': [{ compareToSourcePath: 'x' }, { compareToSourceId: 'x', compareToSourcePath: 'x' }],
  'tst-12': [
    { direction: 'request', response: 'okay' },
    { direction: 'response', response: 'okay' },
  ],
  'tst-13': [
    { direction: 'request', responseCode: '200' },
    { direction: 'response', responseCode: '200' },
  ],
  'txt-1': [
    { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"><object>x</object></div>' },
    { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"><b>x</b></div>' },
  ],
  'txt-2': [
    { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml"> </div>' },
    { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' },
  ],
  'vsd-1': [{ version: '1' }, { system: 'urn:x' }],
  'vsd-2': [
    { valueSet: ['urn:x'], concept: [{ code: 'x' }] },
    { system: 'urn:x', concept: [{ code: 'x' }] },
  ],
  'vsd-3': [
    { system: 'urn:x', concept: [{ code: 'x' }], filter: [{ property: 'x', op: '=', value: 'x' }] },
    { system: 'urn:x', concept: [{ code: 'x' }] },
  ],
  'vsd-6': [{ abstract: true }, { abstract: true, display: 'x' }],
  'vsd-9': [{ display: 'x' }, { display: 'x', abstract: true }],
  'vsd-10': [{ code: 'x' }, { code: 'x', system: 'urn:x' }],
};
