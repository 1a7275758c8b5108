/** What a test is called and what it looks at, by the source's own words in lower case. Ranges are the laboratory's. */
export interface PlainTest {
  readonly name: string;
  readonly what: string;
  readonly looksAt: string;
}

const bloodTest = 'Blood test';

export const testsInPlainWords: Readonly<Record<string, PlainTest>> = {
  sodium: { name: 'Sodium (a salt)', what: bloodTest, looksAt: 'It shows how your body balances salt and water.' },
  potassium: { name: 'Potassium (a salt)', what: bloodTest, looksAt: 'Your heart and muscles need the right amount.' },
  urea: { name: 'Urea', what: bloodTest, looksAt: 'It shows how well your kidneys clear waste.' },
  creatinine: { name: 'Creatinine', what: bloodTest, looksAt: 'It shows how well your kidneys clear waste.' },
  haemoglobin: { name: 'Haemoglobin', what: bloodTest, looksAt: 'It carries oxygen in your blood.' },
  'white cell count': { name: 'White blood cells', what: bloodTest, looksAt: 'They fight infection.' },
  platelets: { name: 'Platelets', what: bloodTest, looksAt: 'They help your blood to clot.' },
  hba1c: {
    name: 'Average blood sugar',
    what: bloodTest,
    looksAt: 'It shows how much sugar was in your blood over the last 2 to 3 months.',
  },
  'alanine transaminase': { name: 'ALT (a liver test)', what: bloodTest, looksAt: 'It shows how your liver is.' },
  alp: { name: 'ALP (a liver and bone test)', what: bloodTest, looksAt: 'It shows how your liver and bones are.' },
  'alkaline phosphatase': {
    name: 'ALP (a liver and bone test)',
    what: bloodTest,
    looksAt: 'It shows how your liver and bones are.',
  },
  albumin: { name: 'Albumin', what: bloodTest, looksAt: 'A protein that your liver makes.' },
  'thyroid stimulating hormone': {
    name: 'Thyroid test (TSH)',
    what: bloodTest,
    looksAt: 'It shows how hard your thyroid gland is being asked to work.',
  },
  'c-reactive protein': { name: 'CRP', what: bloodTest, looksAt: 'It rises when there is inflammation or infection.' },
  crp: { name: 'CRP', what: bloodTest, looksAt: 'It rises when there is inflammation or infection.' },
};
