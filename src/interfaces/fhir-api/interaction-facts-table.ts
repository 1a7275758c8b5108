/**
 * What each interaction of the registry is, by which paragraph of the standard, within which limits, and where we differ
 * on purpose. The OpenAPI document and docs/standards/fhir-r4.md are written from it.
 */
export interface InteractionFacts {
  readonly title: string;
  /** Paragraph of FHIR R4 (4.0.1), or of the guide that the title names. */
  readonly clause: string;
  readonly limits?: string;
  readonly differences?: string;
}

const notThere = 'What may not be seen, and what is not there, are one answer: 404.';

export const interactionFacts: Readonly<Record<string, InteractionFacts>> = {
  capabilities: { title: 'CapabilityStatement', clause: '3.1.0.13', limits: 'Made from the routes; needs no token.' },
  openapi: { title: 'This API as OpenAPI 3.1', clause: 'none', limits: 'Made from the routes; needs no token.' },
  bundle: {
    title: 'Transaction and batch',
    clause: '3.1.0.11',
    limits:
      '5,000 entries and 16 MB (1 MB of people and their apps). A transaction is all or nothing: DELETE, POST, PUT and PATCH, then GET and HEAD (200 and 32 MB of answers at most), which see what it wrote; with an Idempotency-Key it is filed once, however often it is sent. A batch decides and logs each entry for itself; once its answers come to more than 32 MB, what it would still read is not looked at.',
    differences:
      'No Bundle inside a Bundle is carried out. A transaction holds no POST of an operation and no POST _search, and neither holds GET metadata.',
  },
  read: {
    title: 'Read',
    clause: '3.1.0.2, 2.35',
    limits:
      'A Binary is given as what it holds, unless Accept or _format names JSON or XML, and is written as a resource only.',
    differences: notThere,
  },
  vread: {
    title: 'Read of one version',
    clause: '3.1.0.3',
    differences: 'Today’s labels and those of the version decide, the stricter of the two.',
  },
  update: {
    title: 'Update',
    clause: '3.1.0.4',
    limits: 'If-Match is required (428 without). A client changes only what its own feed contributed.',
    differences:
      'A resource stays with its patient (422). An id of this region’s own form that names nothing of the client’s is 404 and not 405, whether it is there or not.',
  },
  'conditional-update': { title: 'Conditional update', clause: '3.1.0.4.3' },
  patch: { title: 'Patch', clause: '3.1.0.5', limits: 'JSON Patch (RFC 6902) and FHIRPath Patch.' },
  'conditional-patch': { title: 'Conditional patch', clause: '3.1.0.5', limits: 'One match.' },
  delete: {
    title: 'Delete',
    clause: '3.1.0.7',
    limits: 'An update whose If-Match names the version of the deletion brings it back.',
    differences:
      'An id that names nothing of the client’s is 404, whether it is there or not. Nothing is destroyed: versions stay in the history of who may read it. Later reads answer 410 to who may see it, 404 to everybody else.',
  },
  'conditional-delete': {
    title: 'Conditional delete',
    clause: '3.1.0.7.1',
    limits: 'One match; off unless the region turns it on.',
  },
  create: {
    title: 'Create',
    clause: '3.1.0.8',
    limits: 'The server gives the id. If-None-Exist makes it conditional.',
  },
  'search-type': {
    title: 'Search',
    clause: '3.1.0.9, 3.1.1',
    limits:
      '200 parameters, 1,000 values, 1,000 matches a page. Keyset pages: a page link belongs to the caller who was given it.',
    differences: '_filter and _query are refused by name.',
  },
  'search-system': {
    title: 'Search over several types',
    clause: '3.1.0.9, 3.1.1.1.1',
    limits:
      '_type must name them, ten at most; only parameters that all of them have. Each type is decided and logged for itself.',
    differences: '_sort, _include, _revinclude and _total are refused by name.',
  },
  'search-compartment': {
    title: 'Search of a compartment',
    clause: '3.1.0.9, 3.1.1.1.1, 2.3',
    limits:
      'Patient, Practitioner, RelatedPerson, Device, Encounter. Patient/[id]/* takes _type, _count and _since; other parameters are refused by name.',
    differences:
      'A patient’s compartment holds what is about the patient; that in which they only had a part is found by naming the parameter.',
  },
  'history-instance': {
    title: 'History of a resource',
    clause: '3.1.0.12',
    limits: '_since, _at, _count; keyset pages of 50, at most 1,000. _list and _sort are refused by name.',
  },
  'history-type': {
    title: 'History of a type',
    clause: '3.1.0.12',
    limits: 'As of one resource. For systems, over what their own organisation contributed.',
  },
  'history-system': {
    title: 'History of the system',
    clause: '3.1.0.12',
    limits: 'As of one resource. For systems, over what their own organisation contributed.',
  },
  everything: { title: 'Patient/$everything', clause: 'operation Patient-everything' },
  'everything-of-all': {
    title: 'Patient/$everything of all patients',
    clause: 'operation Patient-everything',
    limits: 'Those whose records the caller may open: a system’s own, a patient’s own.',
  },
  summary: {
    title: 'Patient/$summary',
    clause: 'International Patient Summary 1.1',
    differences: 'Never says "none".',
  },
  lastn: { title: 'Observation/$lastn', clause: 'operation Observation-lastn', limits: 'Names one patient.' },
  export: {
    title: 'Bulk export',
    clause: 'Bulk Data Access 2.0',
    limits: 'For back-end services, over what their own organisation contributed; files last an hour at most.',
    differences: 'includeAssociatedData is refused by name.',
  },
  import: {
    title: 'Bulk import of posted NDJSON',
    clause: 'none',
    limits: 'For back-end services; by the source’s own ids, so that the same again changes nothing.',
    differences: 'Nothing is fetched from an address.',
  },
  'async-status': { title: 'State of a request that is answered later', clause: 'Bulk Data Access 2.0' },
  'async-delete': { title: 'Deletion of a request that is answered later', clause: 'Bulk Data Access 2.0' },
  'async-part': { title: 'A file of a bulk request', clause: 'Bulk Data Access 2.0', limits: 'To who asked for it.' },
  'subscription-create': {
    title: 'Subscription to a topic',
    clause: 'Subscriptions R5 Backport 1.1',
    limits: 'Hooks go to hosts of the operator’s list; what may be told is decided again each time.',
  },
  'subscription-read': { title: 'Read of a subscription', clause: '3.1.0.2', limits: 'Its own maker’s.' },
  'subscription-search': { title: 'A caller’s own subscriptions', clause: '3.1.0.9' },
  'subscription-delete': { title: 'End of a subscription', clause: '3.1.0.7' },
  'subscription-status': { title: 'Subscription/$status', clause: 'Subscriptions R5 Backport 1.1' },
  'subscription-events': { title: 'Subscription/$events', clause: 'Subscriptions R5 Backport 1.1' },
  'subscription-token': { title: 'Subscription/$get-ws-binding-token', clause: 'Subscriptions R5 Backport 1.1' },
  'search-parameter-create': {
    title: 'Definition of a search parameter',
    clause: '3.1.0.8, 3.1.1.6',
    limits:
      '100 in a region, by clients whose registration names SearchParameter; the parts of a composite are R4’s own parameters.',
    differences:
      'In effect for everybody. What was filed before is indexed in the background and found meanwhile, by its text.',
  },
  'search-parameter-search': { title: 'The region’s own search parameters', clause: '3.1.0.9' },
  'search-parameter-read': { title: 'Read of a region’s own search parameter', clause: '3.1.0.2' },
  'search-parameter-update': {
    title: 'Redefinition of a search parameter',
    clause: '3.1.0.4',
    limits: 'No versions are kept: the log says who changed it and when.',
  },
  'search-parameter-delete': { title: 'End of a search parameter', clause: '3.1.0.7' },
  validate: {
    title: '$validate',
    clause: 'operation Resource-validate',
    differences: 'References are not looked up: validation must not tell what exists.',
  },
  expand: { title: 'ValueSet/$expand', clause: '4.9, operation ValueSet-expand' },
  'validate-code': { title: '$validate-code', clause: 'operations ValueSet-validate-code, CodeSystem-validate-code' },
  lookup: { title: 'CodeSystem/$lookup', clause: 'operation CodeSystem-lookup' },
  subsumes: { title: 'CodeSystem/$subsumes', clause: 'operation CodeSystem-subsumes' },
  translate: { title: 'ConceptMap/$translate', clause: 'operation ConceptMap-translate' },
};
