/** Medicines as prescribers write them. No dm+d code is carried: its release is licensed and is not committed. */
export interface MedicineRow {
  readonly name: string;
  /** Route and frequency together: they never part from the name. */
  readonly dosage: string;
  readonly route: string;
  readonly quantity: string;
  readonly alert?: 'anticoagulant';
}

export const medicineRows = {
  ramipril: { name: 'Ramipril 5mg capsules', dosage: 'Take one once a day', route: 'Oral', quantity: '28 capsule' },
  amlodipine: { name: 'Amlodipine 5mg tablets', dosage: 'Take one once a day', route: 'Oral', quantity: '28 tablet' },
  metformin: {
    name: 'Metformin 500mg tablets',
    dosage: 'Take one twice a day with food',
    route: 'Oral',
    quantity: '56 tablet',
  },
  atorvastatin: {
    name: 'Atorvastatin 20mg tablets',
    dosage: 'Take one at night',
    route: 'Oral',
    quantity: '28 tablet',
  },
  salbutamol: {
    name: 'Salbutamol 100micrograms/dose inhaler CFC free',
    dosage: 'Inhale two puffs when needed',
    route: 'Inhalation',
    quantity: '200 dose',
  },
  beclometasone: {
    name: 'Beclometasone 100micrograms/dose inhaler CFC free',
    dosage: 'Inhale two puffs twice a day',
    route: 'Inhalation',
    quantity: '200 dose',
  },
  tiotropium: {
    name: 'Tiotropium bromide 2.5micrograms/dose inhalation solution',
    dosage: 'Inhale two puffs once a day',
    route: 'Inhalation',
    quantity: '60 dose',
  },
  apixaban: {
    name: 'Apixaban 5mg tablets',
    dosage: 'Take one twice a day',
    route: 'Oral',
    quantity: '56 tablet',
    alert: 'anticoagulant',
  },
  warfarin: {
    name: 'Warfarin 1mg tablets',
    dosage: 'Take as in the yellow book',
    route: 'Oral',
    quantity: '56 tablet',
    alert: 'anticoagulant',
  },
  bisoprolol: { name: 'Bisoprolol 2.5mg tablets', dosage: 'Take one once a day', route: 'Oral', quantity: '28 tablet' },
  furosemide: {
    name: 'Furosemide 40mg tablets',
    dosage: 'Take one in the morning',
    route: 'Oral',
    quantity: '28 tablet',
  },
  aspirin: {
    name: 'Aspirin 75mg dispersible tablets',
    dosage: 'Take one once a day',
    route: 'Oral',
    quantity: '28 tablet',
  },
  sertraline: { name: 'Sertraline 50mg tablets', dosage: 'Take one once a day', route: 'Oral', quantity: '28 tablet' },
  paracetamol: {
    name: 'Paracetamol 500mg tablets',
    dosage: 'Take two up to four times a day when needed',
    route: 'Oral',
    quantity: '100 tablet',
  },
  codeine: {
    name: 'Codeine 15mg tablets',
    dosage: 'Take one up to four times a day when needed',
    route: 'Oral',
    quantity: '28 tablet',
  },
  levothyroxine: {
    name: 'Levothyroxine sodium 75microgram tablets',
    dosage: 'Take one in the morning',
    route: 'Oral',
    quantity: '28 tablet',
  },
  omeprazole: {
    name: 'Omeprazole 20mg gastro-resistant capsules',
    dosage: 'Take one once a day',
    route: 'Oral',
    quantity: '28 capsule',
  },
  emollient: {
    name: 'White soft paraffin 50% / Liquid paraffin 50% ointment',
    dosage: 'Apply freely when needed',
    route: 'Cutaneous',
    quantity: '500 gram',
  },
  sumatriptan: {
    name: 'Sumatriptan 50mg tablets',
    dosage: 'Take one at the start of a migraine',
    route: 'Oral',
    quantity: '6 tablet',
  },
  tamsulosin: {
    name: 'Tamsulosin 400microgram modified-release capsules',
    dosage: 'Take one once a day',
    route: 'Oral',
    quantity: '30 capsule',
  },
  alendronic: {
    name: 'Alendronic acid 70mg tablets',
    dosage: 'Take one once a week',
    route: 'Oral',
    quantity: '4 tablet',
  },
  naproxen: {
    name: 'Naproxen 250mg tablets',
    dosage: 'Take one twice a day with food',
    route: 'Oral',
    quantity: '28 tablet',
  },
  donepezil: { name: 'Donepezil 5mg tablets', dosage: 'Take one at night', route: 'Oral', quantity: '28 tablet' },
  levetiracetam: {
    name: 'Levetiracetam 500mg tablets',
    dosage: 'Take one twice a day',
    route: 'Oral',
    quantity: '60 tablet',
  },
  amoxicillin: {
    name: 'Amoxicillin 500mg capsules',
    dosage: 'Take one three times a day for 5 days',
    route: 'Oral',
    quantity: '15 capsule',
  },
  doxycycline: {
    name: 'Doxycycline 100mg capsules',
    dosage: 'Two on the first day, then one a day',
    route: 'Oral',
    quantity: '8 capsule',
  },
  nitrofurantoin: {
    name: 'Nitrofurantoin 100mg modified-release capsules',
    dosage: 'Take one twice a day for 3 days',
    route: 'Oral',
    quantity: '6 capsule',
  },
  prednisolone: {
    name: 'Prednisolone 5mg tablets',
    dosage: 'Take six once a day for 5 days',
    route: 'Oral',
    quantity: '30 tablet',
  },
  folicAcid: {
    name: 'Folic acid 400microgram tablets',
    dosage: 'Take one once a day',
    route: 'Oral',
    quantity: '90 tablet',
  },
  adalimumab: {
    name: 'Adalimumab 40mg/0.4ml solution for injection pre-filled pens',
    dosage: 'Inject 40mg every 2 weeks',
    route: 'Subcutaneous',
    quantity: '2 pre-filled disposable injection',
  },
  lactulose: {
    name: 'Lactulose 3.1-3.7g/5ml oral solution',
    dosage: 'Take 15ml twice a day',
    route: 'Oral',
    quantity: '500 ml',
  },
  spironolactone: {
    name: 'Spironolactone 25mg tablets',
    dosage: 'Take one once a day',
    route: 'Oral',
    quantity: '28 tablet',
  },
  digoxin: {
    name: 'Digoxin 62.5microgram tablets',
    dosage: 'Take one once a day',
    route: 'Oral',
    quantity: '28 tablet',
  },
  morphine: {
    name: 'Morphine sulfate 10mg/5ml oral solution',
    dosage: 'Take 2.5ml when needed for breathlessness or pain',
    route: 'Oral',
    quantity: '100 ml',
  },
} as const satisfies Record<string, MedicineRow>;

export type MedicineKey = keyof typeof medicineRows;
