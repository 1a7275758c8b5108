/** ORU^R01 (chapter 7): a DiagnosticReport for each OBR and an Observation for each result of it. */
import type { DiagnosticReport, Identifier, Reference } from 'fhir/r4.js';
import { readEntityIdentifier } from '#hl7v2/data-types/identifier.ts';
import { readPersonInRole } from '#hl7v2/data-types/person-name.ts';
import { readTime } from '#hl7v2/data-types/time.ts';
import type { Segment } from '#hl7v2/message.ts';
import { hashNumber } from '#kernel/hash-number.ts';
import type { ResourceChange } from '#record';
import { readAttachment } from './attachment.ts';
import { classifyResult, type ResultKind, resultSecurity } from './classify-result.ts';
import { entityIdentifier, readConcept, readTableCode } from './concept.ts';
import { encounterReference } from './encounter.ts';
import { dateTimeAt, instantOf, type MappedContribution, type MessageReading } from './message-reading.ts';
import { changeObservation, type ObservationContext } from './observation.ts';
import { ContainedPeople, nameOf, odsReference } from './people.ts';
import { readMessagePatient } from './read-message-patient.ts';
import { type ReadObservation, readObservations } from './read-observations.ts';
import { reportStatuses, resultStatuses } from './result-status-table.ts';
import { addSecurity, readRelease, readRestrictions, visitSecurity } from './security.ts';
import { isOlder, metaFor } from './source-time.ts';
import { readSpecimens } from './specimen.ts';

interface ReadReport {
  readonly key: string;
  readonly order: Segment;
  readonly common: Segment | undefined;
  readonly segments: readonly Segment[];
  readonly observations: readonly ReadObservation[];
  readonly kind: ResultKind;
}

/** The filler's number names a report for ever; without one, the placer's with test and time. */
export function reportKey(order: Segment, common: Segment | undefined): string {
  const filler = readEntityIdentifier(order.field(3)) ?? (common && readEntityIdentifier(common.field(3)));
  const code = order.field(4).component(1).text() ?? order.field(4).wholeText() ?? '';
  if (filler !== undefined)
    return `report|${filler.identifier}|${filler.namespace ?? filler.universalId ?? ''}|${code}`;
  const placer = readEntityIdentifier(order.field(2)) ?? (common && readEntityIdentifier(common.field(2)));
  return `report|placer|${placer?.identifier ?? ''}|${code}|${order.field(7).text() ?? ''}`;
}

/** Reports in order: each OBR with what follows it, and the ORC before it. */
function readReports(segments: readonly Segment[]): ReadReport[] {
  const reports: ReadReport[] = [];
  let common: Segment | undefined;
  const seen = new Map<string, number>();
  for (const [index, segment] of segments.entries()) {
    if (segment.name === 'ORC') common = segment;
    if (segment.name !== 'OBR') continue;
    const rest = segments.slice(index + 1);
    const end = rest.findIndex((next) => next.name === 'OBR' || next.name === 'ORC' || next.name === 'PID');
    const own = end === -1 ? rest : rest.slice(0, end);
    const plain = reportKey(segment, common);
    const count = (seen.get(plain) ?? 0) + 1;
    seen.set(plain, count);
    const key = count === 1 ? plain : `${plain}|${count}`;
    const observations = readObservations(own, key);
    const names = [segment, ...observations.map((one) => one.segment)].flatMap(
      (one) => one.field(one.name === 'OBR' ? 4 : 3).wholeText() ?? [],
    );
    reports.push({
      key,
      order: segment,
      common,
      segments: own,
      observations,
      kind: classifyResult(segment.field(24).text(), names),
    });
    common = undefined;
  }
  return reports;
}

const textOf = (notes: readonly Segment[]): string =>
  notes
    .flatMap((note) =>
      note
        .field(3)
        .repetitions()
        .map((line) => line.wholeText() ?? ''),
    )
    .join('\n')
    .trim();

function requestedBy(reading: MessageReading, report: ReadReport): Reference[] {
  const person =
    readPersonInRole(report.order.field(16).repetition(1)) ??
    (report.common && readPersonInRole(report.common.field(12).repetition(1)));
  const placer =
    readEntityIdentifier(report.order.field(2)) ?? (report.common && readEntityIdentifier(report.common.field(2)));
  const named = (title: string, text: string | undefined) => ((text ?? '') === '' ? [] : [`${title}: ${text}`]);
  const textsAt = (field: number) =>
    report.order
      .field(field)
      .repetitions()
      .flatMap((repetition) => readConcept(repetition, reading.source)?.text ?? [])
      .join(', ');
  const words = [
    ...(person === undefined ? [] : [`Requested by ${nameOf(person)}`]),
    ...named('Clinical information', report.order.field(13).wholeText()?.trim()),
    ...named('Reason', textsAt(31)),
    ...named("Collector's comment", textsAt(39)),
  ];
  if (placer === undefined && words.length === 0) return [];
  return [
    {
      type: 'ServiceRequest',
      ...(placer === undefined ? {} : { identifier: entityIdentifier(placer, reading.source, 'placer') }),
      ...(words.length === 0 ? {} : { display: words.join('. ') }),
    },
  ];
}

function identifiersOf(reading: MessageReading, report: ReadReport): Identifier[] {
  const type = (code: string) => ({ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code }] });
  return (
    [
      [3, 'FILL'],
      [2, 'PLAC'],
    ] as const
  ).flatMap(([field, code]) => {
    const entity =
      readEntityIdentifier(report.order.field(field)) ??
      (report.common && readEntityIdentifier(report.common.field(field)));
    return entity === undefined
      ? []
      : [{ type: type(code), ...entityIdentifier(entity, reading.source, code.toLowerCase()) }];
  });
}

/** OBR-25, else the least settled of its results. */
function statusOf(report: ReadReport): { status: DiagnosticReport['status']; isWithdrawn: boolean } {
  const letter = report.order.field(25).text()?.trim().toUpperCase() ?? '';
  const sent = reportStatuses[letter];
  if (sent !== undefined) return { status: sent.status, isWithdrawn: sent.isWithdrawn ?? false };
  const letters = report.observations.map((one) => one.segment.field(11).text()?.trim().toUpperCase() ?? '');
  const statuses = new Set(letters.map((one) => resultStatuses[one]?.status));
  if (letters.length === 0 || statuses.has(undefined)) return { status: 'unknown', isWithdrawn: false };
  if (statuses.has('preliminary')) return { status: 'preliminary', isWithdrawn: false };
  if (statuses.has('registered')) return { status: 'partial', isWithdrawn: false };
  return { status: statuses.has('corrected') ? 'corrected' : 'final', isWithdrawn: false };
}

/** Each result is named once, by a hash of its key in the reference's own id: later messages add, none drops. */
function resultReferences(report: ReadReport, existing: DiagnosticReport | undefined): Reference[] {
  const known = existing?.result ?? [];
  const names = new Set(known.map((reference) => reference.id));
  const added = report.observations.flatMap(({ key, segment }) => {
    const id = `r${hashNumber(key).toString(36)}`;
    const display = segment.field(3).component(2).wholeText() ?? segment.field(3).component(1).text();
    return names.has(id) ? [] : [{ id, reference: `@key:${key}`, ...(display === undefined ? {} : { display }) }];
  });
  return [...known, ...added];
}

function collectedAt(reading: MessageReading, report: ReadReport): string | undefined {
  const specimen = report.segments.find((segment) => segment.name === 'SPM');
  return specimen && readTime(specimen.field(17).component(1), reading.flaws)?.dateTime;
}

function reportAsSent(reading: MessageReading, report: ReadReport, context: ObservationContext): DiagnosticReport {
  const { encounter } = context;
  const { order } = report;
  const people = new ContainedPeople(reading.source);
  // OBR-32 and OBR-33, who helped, are NDL: the name is its first component.
  const interpreters = [32, 33]
    .flatMap((field) => order.field(field).repetitions())
    .flatMap((repetition) => readPersonInRole(repetition.component(1)) ?? [])
    .flatMap((interpreter) => (nameOf(interpreter) === '' ? [] : [people.refer(interpreter)]));
  const section = readTableCode(order.field(24), { number: '0074', source: reading.source });
  const system = 'http://terminology.hl7.org/CodeSystem/observation-category';
  const category = [{ coding: [{ system, code: report.kind.category }] }, ...(section === undefined ? [] : [section])];
  const effective = context.effective ?? dateTimeAt(reading, order, 14);
  const issued = instantOf(readTime(order.field(22), reading.flaws) ?? reading.sentAt);
  const firstResult = report.segments.findIndex((segment) => segment.name === 'OBX');
  const before = firstResult === -1 ? report.segments : report.segments.slice(0, firstResult);
  const conclusion = textOf(before.filter((segment) => segment.name === 'NTE'));
  const forms = report.segments
    .filter((segment) => segment.name === 'OBX')
    .flatMap((segment) => readAttachment(reading, segment) ?? []);
  const basedOn = requestedBy(reading, report);
  const specimen = readSpecimens(reading, order, report.segments);
  return {
    resourceType: 'DiagnosticReport',
    ...people.contained(),
    identifier: identifiersOf(reading, report),
    ...(basedOn.length === 0 ? {} : { basedOn }),
    status: statusOf(report).status,
    category,
    code: readConcept(order.field(4), reading.source) ?? { text: 'Not named by the source' },
    subject: { reference: '@patient' },
    ...(encounter === undefined ? {} : { encounter }),
    ...(effective === undefined ? {} : { effectiveDateTime: effective }),
    ...(issued === undefined ? {} : { issued }),
    performer: [odsReference(reading.source)],
    ...(interpreters.length === 0 ? {} : { resultsInterpreter: interpreters }),
    ...(specimen.length === 0 ? {} : { specimen }),
    ...(conclusion === '' ? {} : { conclusion }),
    ...(forms.length === 0 ? {} : { presentedForm: forms }),
  };
}

function changeReport(reading: MessageReading, report: ReadReport, context: ObservationContext): ResourceChange {
  return {
    key: report.key,
    change: (resource) => {
      const existing = resource as unknown as DiagnosticReport | undefined;
      const { status, isWithdrawn } = statusOf(report);
      if (isOlder(reading, existing) && !isWithdrawn && status !== 'corrected') return undefined;
      const sent = reportAsSent(reading, report, context);
      const known = existing && (existing.meta?.security ?? []);
      const security = addSecurity(resultSecurity(known, report.kind, context.release), context.restrictions);
      const result = resultReferences(report, existing);
      const forms = sent.presentedForm ?? existing?.presentedForm;
      const resultPart = result.length === 0 ? {} : { result };
      const after = { ...sent, ...resultPart, ...(forms === undefined ? {} : { presentedForm: forms }) };
      const identifier = after.identifier?.length === 0 ? {} : { identifier: after.identifier };
      const { identifier: _sent, ...rest } = after;
      const meta = metaFor(reading, security.length === 0 ? {} : { security });
      return { resource: { ...rest, ...identifier, meta } as never, state: isWithdrawn ? 'withdrawn' : 'current' };
    },
  };
}

/** Undefined where the message names no patient. */
export function mapResults(reading: MessageReading): MappedContribution | undefined {
  const { message } = reading;
  const read = readMessagePatient(reading);
  if (read === undefined) return undefined;
  const segments = message.segments();
  const visit = message.segment('PV1');
  const encounter = encounterReference(reading, visit, read.local);
  const restrictions = [...visitSecurity(visit), ...readRestrictions(segments).matter];
  const reports = readReports(segments);
  const shared = { encounter: encounter?.reference, restrictions };
  const changes = reports.flatMap((report) => {
    const context: ObservationContext = {
      ...shared,
      effective: dateTimeAt(reading, report.order, 7) ?? collectedAt(reading, report),
      issued: instantOf(readTime(report.order.field(22), reading.flaws) ?? reading.sentAt),
      reportStatus: report.order.field(25).text()?.trim().toUpperCase() ?? '',
      kind: report.kind,
      release: readRelease(report.segments),
    };
    return [
      changeReport(reading, report, context),
      ...report.observations.map((observation) => changeObservation(reading, observation, context)),
    ];
  });
  const firstOrder = segments.findIndex((segment) => segment.name === 'OBR');
  const loose = readObservations(firstOrder === -1 ? segments : segments.slice(0, firstOrder), 'no report').filter(
    (one) => one.segment.field(3).hasContent,
  );
  const looseContext: ObservationContext = {
    ...shared,
    effective: reading.eventAt?.dateTime,
    issued: instantOf(reading.sentAt),
    reportStatus: '',
    kind: undefined,
    release: undefined,
  };
  const occurredAt = reports
    .map((report) => dateTimeAt(reading, report.order, 7) ?? collectedAt(reading, report))
    .find((time) => time !== undefined);
  return {
    ...read,
    changes: [
      ...(encounter === undefined ? [] : [encounter.change]),
      ...changes,
      ...loose.map((observation) =>
        changeObservation(
          reading,
          { ...observation, key: `${observation.key}|${reading.message.field('MSH-10').text()}` },
          looseContext,
        ),
      ),
    ],
    ...(occurredAt === undefined ? {} : { occurredAt }),
    withdrawnReports: reports.filter((report) => statusOf(report).isWithdrawn).map((report) => report.key),
  };
}

/** The keys of a report's results in one message: for striking through what an earlier message brought. */
export function resultKeysOf(segments: readonly Segment[], key: string): string[] {
  return readReports(segments).flatMap((report) =>
    report.key === key ? report.observations.map((one) => one.key) : [],
  );
}
