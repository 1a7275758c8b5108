/** Reads off a resource which relationship between its patient and an organisation it shows. */
import type {
  Appointment,
  CarePlan,
  CareTeam,
  DiagnosticReport,
  Encounter,
  EpisodeOfCare,
  MedicationDispense,
  Patient,
  Period,
  ServiceRequest,
} from 'fhir/r4.js';
import type { Organisation, OrganisationKind } from '#directory';
import type { Compartment } from '#kernel/identity-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { Relationship, RelationshipKind } from './decide/relationship.ts';

export interface RelationshipEvidence {
  readonly resource: { readonly resourceType: string };
  readonly compartment: Compartment;
  readonly number: number;
  /** The organisation whose feed contributed the resource. */
  readonly contributor: Organisation;
  readonly receivedAtMs: number;
  /** Organisation code that a reference in this resource leads to, where it is known. */
  readonly organisationOf: (reference: string) => OdsCode | undefined;
}

const kindByOrganisation: Partial<Record<OrganisationKind, RelationshipKind>> = {
  'gp-practice': 'registered-gp',
  pharmacy: 'pharmacy-consultation',
  'urgent-treatment-centre': 'urgent-care',
  'nhs-111': 'urgent-care',
  ambulance: 'urgent-care',
  'care-home': 'residency',
  'home-care': 'care-package',
  council: 'care-package',
  charity: 'care-package',
};

const finalReportStatus = new Set(['final', 'amended', 'corrected', 'appended', 'cancelled', 'entered-in-error']);

function timeMs(text: string | undefined, otherwise: number): number {
  const parsed = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(parsed) ? otherwise : parsed;
}

function span(period: Period | undefined, evidence: RelationshipEvidence) {
  return {
    startsMs: timeMs(period?.start, evidence.receivedAtMs),
    endsMs: period?.end === undefined ? undefined : timeMs(period.end, evidence.receivedAtMs),
  };
}

function encounterKind(encounter: Encounter, contributor: Organisation): RelationshipKind {
  const byOrganisation = kindByOrganisation[contributor.kind];
  if (byOrganisation !== undefined && byOrganisation !== 'registered-gp') return byOrganisation;
  switch (encounter.class.code) {
    case 'IMP':
    case 'ACUTE':
    case 'NONAC':
    case 'PRENC':
    case 'SS':
    case 'OBSENC':
      return 'admission';
    case 'EMER':
      return 'emergency-attendance';
    case 'HH':
    case 'FLD':
      return 'caseload';
    default:
      return contributor.kind === 'acute-trust' ||
        contributor.kind === 'specialist-hospital' ||
        contributor.kind === 'gp-practice'
        ? 'clinic-date'
        : 'caseload';
  }
}

function ofEncounter(encounter: Encounter, evidence: RelationshipEvidence) {
  if (encounter.status === 'cancelled' || encounter.status === 'entered-in-error') return [];
  const period = span(encounter.period, evidence);
  const isOver = encounter.status === 'finished';
  const endsMs = period.endsMs ?? (isOver ? period.startsMs : undefined);
  return [
    {
      organisation: evidence.contributor.code,
      kind: encounterKind(encounter, evidence.contributor),
      ...period,
      endsMs,
    },
  ];
}

function ofAppointment(appointment: Appointment, evidence: RelationshipEvidence) {
  if (['cancelled', 'entered-in-error', 'proposed'].includes(appointment.status)) return [];
  const endsMs = timeMs(appointment.end ?? appointment.start, evidence.receivedAtMs);
  const startsMs = Math.min(timeMs(appointment.created, evidence.receivedAtMs), endsMs);
  return [{ organisation: evidence.contributor.code, kind: 'clinic-date' as const, startsMs, endsMs }];
}

function ofServiceRequest(request: ServiceRequest, evidence: RelationshipEvidence) {
  if (['revoked', 'entered-in-error', 'draft'].includes(request.status)) return [];
  const startsMs = timeMs(request.authoredOn, evidence.receivedAtMs);
  return (request.performer ?? []).flatMap((performer) => {
    const organisation =
      (performer.identifier?.value as OdsCode | undefined) ??
      (performer.reference === undefined ? undefined : evidence.organisationOf(performer.reference));
    return organisation === undefined
      ? []
      : [
          {
            organisation,
            kind: 'referral' as const,
            startsMs,
            endsMs: request.status === 'completed' ? startsMs : undefined,
          },
        ];
  });
}

function ofReport(report: DiagnosticReport, evidence: RelationshipEvidence) {
  const startsMs = timeMs(report.issued ?? report.effectiveDateTime, evidence.receivedAtMs);
  const endsMs = finalReportStatus.has(report.status) ? startsMs : undefined;
  return [{ organisation: evidence.contributor.code, kind: 'pending-result' as const, startsMs, endsMs }];
}

function lasting(kind: RelationshipKind, period: Period | undefined, evidence: RelationshipEvidence, isOver: boolean) {
  const times = span(period, evidence);
  return [
    {
      organisation: evidence.contributor.code,
      kind,
      startsMs: times.startsMs,
      endsMs: times.endsMs ?? (isOver ? evidence.receivedAtMs : undefined),
    },
  ];
}

function ofPatient(patient: Patient, evidence: RelationshipEvidence) {
  // A shared-care feed of a practice holds its registered list; the hospital's own Patient is no relationship by itself.
  if (evidence.contributor.kind === 'gp-practice')
    return lasting('registered-gp', undefined, evidence, patient.active === false).map((relationship) => ({
      ...relationship,
      startsMs: 0,
    }));
  if (evidence.contributor.kind === 'care-home')
    return lasting('residency', undefined, evidence, patient.active === false);
  return [];
}

type Found = Omit<Relationship, 'compartment' | 'evidence'>;

function found(evidence: RelationshipEvidence): Found[] {
  const { resource, contributor } = evidence;
  switch (resource.resourceType) {
    case 'Patient':
      return ofPatient(resource as Patient, evidence);
    case 'Encounter':
      return ofEncounter(resource as Encounter, evidence);
    case 'Appointment':
      return ofAppointment(resource as Appointment, evidence);
    case 'ServiceRequest':
      return ofServiceRequest(resource as ServiceRequest, evidence);
    case 'DiagnosticReport':
      return ofReport(resource as DiagnosticReport, evidence);
    case 'EpisodeOfCare': {
      const episode = resource as EpisodeOfCare;
      return lasting(
        'caseload',
        episode.period,
        evidence,
        episode.status === 'finished' || episode.status === 'cancelled',
      );
    }
    case 'CareTeam': {
      const team = resource as CareTeam;
      return lasting('caseload', team.period, evidence, team.status === 'inactive');
    }
    case 'CarePlan': {
      const plan = resource as CarePlan;
      const kind = kindByOrganisation[contributor.kind];
      return kind === 'care-package' || kind === 'residency'
        ? lasting(kind, plan.period, evidence, plan.status === 'completed' || plan.status === 'revoked')
        : [];
    }
    case 'MedicationDispense': {
      const dispense = resource as MedicationDispense;
      const atMs = timeMs(dispense.whenHandedOver ?? dispense.whenPrepared, evidence.receivedAtMs);
      return [{ organisation: contributor.code, kind: 'pharmacy-consultation', startsMs: atMs, endsMs: atMs }];
    }
    default:
      return [];
  }
}

/** None for most resources. */
export function relationshipsOf(evidence: RelationshipEvidence): Relationship[] {
  return found(evidence).map((relationship) => ({
    ...relationship,
    compartment: evidence.compartment,
    evidence: evidence.number,
  }));
}
