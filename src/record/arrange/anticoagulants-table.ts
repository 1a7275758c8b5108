/** Medicines that thin the blood: named beside the medicine, since a bleed or an operation turns on it. Data. */
export const anticoagulants: readonly string[] = [
  'acenocoumarol',
  'apixaban',
  'argatroban',
  'bivalirudin',
  'dabigatran',
  'dalteparin',
  'edoxaban',
  'enoxaparin',
  'fondaparinux',
  'heparin',
  'phenindione',
  'rivaroxaban',
  'tinzaparin',
  'warfarin',
];
