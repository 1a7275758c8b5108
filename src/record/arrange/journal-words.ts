/** Title and text of one line of the journal, by kind of resource: the source's words, nothing of ours between them. */
import type {
  AllergyIntolerance,
  Appointment,
  CarePlan,
  Communication,
  Condition,
  DocumentReference,
  Flag,
  Immunization,
  MedicationRequest,
  Procedure,
  ServiceRequest,
} from 'fhir/r4.js';
import type { RecordEntry } from '../opened-record.ts';
import type { Arrangement } from './arrange-record.ts';
import { compositionWords, encounterWords, reportWords, singleObservationWords, withReason } from './care-words.ts';
import { type EntryWords, joined, type Write } from './entry-words.ts';
import { as, conceptText, dosageText, list, narrativeText, notesText, referenceWords } from './fhir-words.ts';
import { medicineName } from './medicines.ts';

const medicineStates: Readonly<Record<string, string>> = {
  active: 'Current',
  'on-hold': 'On hold',
  stopped: 'Stopped',
  cancelled: 'Cancelled',
  completed: 'Course ended',
};

const medicineTitles: Readonly<Record<string, string>> = {
  MedicationDispense: 'Supplied: ',
  MedicationAdministration: 'Given: ',
};

const medicineWords: Write = (arrangement, entry) => {
  const request = as<MedicationRequest>(entry);
  const isRequest = entry.resource.resourceType === 'MedicationRequest';
  return {
    title: `${medicineTitles[entry.resource.resourceType] ?? ''}${medicineName(arrangement, entry)}`,
    body: joined(
      dosageText(request.dosageInstruction),
      conceptText(request.courseOfTherapyType),
      isRequest ? medicineStates[request.status] : undefined,
      conceptText(list(request.statusReason)[0]),
      conceptText(request.reasonCode?.[0]),
      notesText(request.note),
    ),
  };
};

const conditionWords: Write = (_, entry) => {
  const condition = as<Condition>(entry);
  const status = condition.clinicalStatus?.coding?.[0]?.code;
  const certainty = condition.verificationStatus?.coding?.[0]?.code;
  const onset = condition.onsetDateTime ?? condition.onsetPeriod?.start ?? condition.onsetString;
  return {
    title: `Problem: ${conceptText(condition.code) ?? 'not named'}`,
    body: joined(
      certainty === 'provisional' || certainty === 'differential' ? 'Suspected' : undefined,
      status === undefined || status === 'active' ? undefined : `Now ${status}`,
      onset === undefined ? undefined : `Since ${onset.slice(0, 10)}`,
      notesText(condition.note),
    ),
  };
};

const allergyWords: Write = (_, entry) => {
  const allergy = as<AllergyIntolerance>(entry);
  const reactions = (allergy.reaction ?? []).flatMap((reaction) => reaction.manifestation.map(conceptText));
  return {
    title: `Allergy: ${conceptText(allergy.code) ?? 'substance not stated'}`,
    body: joined(
      reactions.join(', '),
      allergy.criticality === 'high' ? 'High risk' : undefined,
      allergy.onsetDateTime === undefined ? undefined : `Since ${allergy.onsetDateTime.slice(0, 10)}`,
      notesText(allergy.note),
    ),
  };
};

const documentWords: Write = (_, entry) => {
  const document = as<DocumentReference>(entry);
  const type = conceptText(document.type);
  const title = document.content[0]?.attachment.title;
  const name = type ?? title ?? document.description ?? 'Document';
  return {
    title: name,
    body: joined(
      title === undefined || title === name ? undefined : title,
      document.description === name ? undefined : document.description,
      document.status === 'superseded' ? 'Replaced by a newer version' : undefined,
    ),
  };
};

const appointmentStates: Readonly<Record<string, string>> = {
  booked: 'Booked',
  pending: 'Asked for',
  proposed: 'Proposed',
  arrived: 'Arrived',
  fulfilled: 'Attended',
  cancelled: 'Cancelled',
  noshow: 'Did not attend',
  waitlist: 'Waiting list',
};

const appointmentWords: Write = (_, entry) => {
  const appointment = as<Appointment>(entry);
  const place = appointment.participant.find(({ actor }) => actor?.reference === undefined)?.actor;
  return {
    title: appointment.description ?? conceptText(appointment.serviceType?.[0]) ?? 'Appointment',
    body: joined(
      appointmentStates[appointment.status] ?? appointment.status,
      conceptText(appointment.cancelationReason),
      referenceWords(place),
      appointment.comment,
    ),
  };
};

const requestWords: Write = (_, entry) => {
  const request = as<ServiceRequest>(entry);
  const to = list(request.performer)
    .map(referenceWords)
    .find((text) => text !== undefined);
  const kind = conceptText(request.category?.[0]) ?? 'Request';
  return {
    title: `${kind}: ${conceptText(request.code) ?? 'not named'}`,
    body: joined(
      to === undefined ? undefined : `To ${to}`,
      request.priority === undefined || request.priority === 'routine' ? undefined : `Priority: ${request.priority}`,
      request.reasonCode?.map(conceptText).join(', '),
      notesText(request.note),
    ),
  };
};

const planWords: Write = (_, entry) => {
  const plan = as<CarePlan>(entry);
  const steps = (plan.activity ?? []).map(
    (activity) => activity.detail?.description ?? conceptText(activity.detail?.code),
  );
  return {
    title: plan.title ?? conceptText(plan.category?.[0]) ?? 'Plan',
    body: joined(
      plan.description,
      ...steps.filter((step) => !plan.description?.includes(step ?? '')),
      notesText(plan.note),
    ),
  };
};

const flagWords: Write = (_, entry) => {
  const flag = as<Flag>(entry);
  return {
    title: conceptText(flag.code) ?? 'Alert',
    body: joined(
      conceptText(flag.category?.[0])?.replaceAll('-', ' '),
      flag.status === 'inactive' ? 'Ended' : undefined,
    ),
  };
};

const immunizationWords: Write = (_, entry) => {
  const immunization = as<Immunization>(entry);
  const dose = immunization.protocolApplied?.[0];
  const number = dose?.doseNumberString ?? dose?.doseNumberPositiveInt?.toString();
  return {
    title: `Vaccination: ${conceptText(immunization.vaccineCode) ?? 'not named'}`,
    body: joined(
      number === undefined ? undefined : `Dose ${number}`,
      immunization.status === 'not-done' ? `Not given: ${conceptText(immunization.statusReason) ?? ''}` : undefined,
      notesText(immunization.note),
    ),
  };
};

const procedureWords: Write = (_, entry) => {
  const procedure = as<Procedure>(entry);
  return {
    title: conceptText(procedure.code) ?? 'Procedure',
    body: joined(
      conceptText(procedure.outcome),
      procedure.bodySite?.map(conceptText).join(', '),
      notesText(procedure.note),
    ),
  };
};

const communicationWords: Write = (_, entry, parts) => {
  const communication = as<Communication>(entry);
  return {
    title: withReason(conceptText(communication.topic) ?? conceptText(communication.category?.[0]) ?? 'Message', parts),
    body: joined(
      communication.payload?.map((part) => part.contentString ?? '').join(' '),
      notesText(communication.note),
    ),
  };
};

/** `QuestionnaireResponse` as `Questionnaire response`. */
function typeWords(resourceType: string): string {
  const words = resourceType.replace(/(?!^)([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Any type without words of its own: its code and its narrative, never left out. */
const anyWords: Write = (_, entry) => {
  const resource = as<{
    code?: Flag['code'];
    type?: Flag['code'] | Flag['code'][];
    category?: Flag['code'][];
    description?: unknown;
    text?: { div?: string };
    note?: never;
  }>(entry);
  const name =
    conceptText(resource.code) ?? conceptText(list(resource.type)[0]) ?? conceptText(list(resource.category)[0]);
  return {
    title: name ?? typeWords(entry.resource.resourceType),
    body: joined(
      typeof resource.description === 'string' ? resource.description : undefined,
      narrativeText(resource.text?.div),
      notesText(resource.note),
    ),
  };
};

const writers: Readonly<Record<string, Write>> = {
  Encounter: encounterWords,
  Composition: compositionWords,
  DiagnosticReport: reportWords,
  Observation: singleObservationWords,
  MedicationRequest: medicineWords,
  MedicationStatement: medicineWords,
  MedicationDispense: medicineWords,
  MedicationAdministration: medicineWords,
  Condition: conditionWords,
  AllergyIntolerance: allergyWords,
  DocumentReference: documentWords,
  Appointment: appointmentWords,
  ServiceRequest: requestWords,
  CarePlan: planWords,
  Flag: flagWords,
  Immunization: immunizationWords,
  Procedure: procedureWords,
  Communication: communicationWords,
};

export function entryWords(arrangement: Arrangement, entry: RecordEntry, parts: readonly RecordEntry[]): EntryWords {
  return (writers[entry.resource.resourceType] ?? anyWords)(arrangement, entry, parts);
}
