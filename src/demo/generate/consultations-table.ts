/** What people come with: reason in words, code where we know it, and the four parts of the note. */
import type { MedicineKey } from './medicines-table.ts';

export interface ConsultationRow {
  readonly reason: string;
  readonly snomed?: string;
  readonly subjective: string;
  readonly objective: string;
  readonly assessment: string;
  readonly plan: string;
  readonly medicine?: MedicineKey;
}

export const adultConsultations: readonly ConsultationRow[] = [
  {
    reason: 'Cough',
    snomed: '49727002',
    subjective: 'Cough for ten days, yellow phlegm, no blood. Sleeping poorly.',
    objective: 'Chest clear, no wheeze. Looks well.',
    assessment: 'Viral chest infection, getting better.',
    plan: 'Fluids, honey. Come back if breathless or no better in two weeks.',
  },
  {
    reason: 'Sore throat',
    subjective: 'Sore throat for four days, off food.',
    objective: 'Tonsils red with exudate, tender glands. No rash.',
    assessment: 'Tonsillitis, FeverPAIN 3.',
    plan: 'Delayed prescription explained. Safety net given.',
    medicine: 'amoxicillin',
  },
  {
    reason: 'Low back pain',
    subjective: 'Low back pain after lifting. No weakness, no trouble with bladder or bowel.',
    objective: 'Tender over the paraspinal muscles. Straight leg raise full on both sides.',
    assessment: 'Mechanical back pain, no red flags.',
    plan: 'Keep moving. Exercises sheet. Physiotherapy if no better.',
    medicine: 'naproxen',
  },
  {
    reason: 'Urinary symptoms',
    subjective: 'Burning on passing water for three days, going often.',
    objective: 'Abdomen soft. Dipstick: nitrites and leucocytes.',
    assessment: 'Lower urinary tract infection.',
    plan: 'Antibiotic for three days. Sample sent.',
    medicine: 'nitrofurantoin',
  },
  {
    reason: 'Tiredness',
    subjective: 'Tired all the time for about two months. Work is busy. Mood all right.',
    objective: 'Not pale. Weight steady. Thyroid not felt.',
    assessment: 'Tiredness, cause not yet known.',
    plan: 'Blood tests, then a call with the results.',
  },
  {
    reason: 'Skin rash',
    subjective: 'Itchy rash on both forearms for a week, new washing powder.',
    objective: 'Dry, red, scratched patches. No blisters.',
    assessment: 'Contact dermatitis.',
    plan: 'Go back to the old powder. Ointment twice a day.',
    medicine: 'emollient',
  },
  {
    reason: 'Medication review',
    subjective: 'Takes everything as on the list, no side effects named. Forgets the evening dose at times.',
    objective: 'Blood pressure as recorded. No swelling of ankles.',
    assessment: 'Medicines still needed.',
    plan: 'No change. Dosette box offered, declined.',
  },
  {
    reason: 'Knee pain',
    subjective: 'Right knee sore on stairs, stiff in the morning for ten minutes.',
    objective: 'Crepitus, small effusion, stable.',
    assessment: 'Osteoarthritis of the knee.',
    plan: 'Strengthening exercises, weight loss, paracetamol before walking.',
  },
  {
    reason: 'Low mood',
    subjective: 'Low since a bereavement in the spring. Eating, sleeping in bits. No thoughts of self-harm.',
    objective: 'Good eye contact, tearful at times.',
    assessment: 'Grief; PHQ-9 score 9.',
    plan: 'Talking therapy leaflet. Review in three weeks.',
  },
  {
    reason: 'Dizziness',
    subjective: 'Room spins on turning in bed, seconds only. Hearing unchanged.',
    objective: 'Dix-Hallpike positive on the left. Gait normal.',
    assessment: 'Benign positional vertigo.',
    plan: 'Epley manoeuvre done. Home exercises.',
  },
  {
    reason: 'Test results',
    subjective: 'Rang for results.',
    objective: 'Results as on the record, none outside what is expected.',
    assessment: 'No action needed.',
    plan: 'Repeat in a year.',
  },
  {
    reason: 'Ear wax',
    subjective: 'Muffled hearing on the left.',
    objective: 'Both canals full of wax.',
    assessment: 'Ear wax.',
    plan: 'Olive oil drops for two weeks.',
  },
  {
    reason: 'Heartburn',
    subjective: 'Burning behind the breastbone after meals. Swallows well, weight steady.',
    objective: 'Abdomen soft, not tender.',
    assessment: 'Reflux, no alarm features.',
    plan: 'Smaller meals. Tablet for four weeks.',
    medicine: 'omeprazole',
  },
];

export const childConsultations: readonly ConsultationRow[] = [
  {
    reason: 'Fever',
    subjective: 'Hot for two days, drinking well, wet nappies or passing water as usual.',
    objective: 'Alert, pink, chest clear, ears clear, no rash.',
    assessment: 'Viral illness.',
    plan: 'Fluids. Parent knows the signs to look for and how to reach us at night.',
  },
  {
    reason: 'Earache',
    subjective: 'Pulling at the right ear since last night.',
    objective: 'Right drum red and bulging. Neck supple.',
    assessment: 'Acute otitis media.',
    plan: 'Pain relief. Antibiotic only if no better in three days.',
  },
  {
    reason: 'Cough',
    snomed: '49727002',
    subjective: 'Barking cough at night for two nights. Plays in the day.',
    objective: 'No stridor at rest, chest clear.',
    assessment: 'Mild croup.',
    plan: 'Explained when to call 999. Review if worse.',
  },
  {
    reason: 'Eczema',
    snomed: '43116000',
    subjective: 'Skin dry and sore behind the knees, scratching at night.',
    objective: 'Flexural eczema, not infected.',
    assessment: 'Eczema flare.',
    plan: 'Ointment at least twice a day, bath oil.',
    medicine: 'emollient',
  },
  {
    reason: 'Tummy ache',
    subjective: 'Pain around the navel, comes and goes, worse on school days.',
    objective: 'Soft, not tender. Growth along the usual line.',
    assessment: 'Functional abdominal pain.',
    plan: 'Toilet routine. School nurse told, with consent.',
  },
  {
    reason: 'Wheeze',
    subjective: 'Wheezy with colds, third time this winter.',
    objective: 'Scattered wheeze, no recession, talks in sentences.',
    assessment: 'Viral wheeze.',
    plan: 'Spacer shown and tried. Written plan given.',
    medicine: 'salbutamol',
  },
];

/** A practice nurse's review of a long-term condition. */
export const reviewNotes: readonly string[] = [
  'Annual review. Understands the condition and what to do when it gets worse. Feet or technique checked.',
  'Review. Blood pressure and weight taken. Diet talked over. Wants to walk more.',
  'Review by telephone. Nothing new. Knows how to reach the practice.',
  'Review with carer present. Written plan looked at together, no change.',
];
