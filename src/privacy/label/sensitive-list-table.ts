/**
 * What is sensitive by default: the four national exclusion sets (assisted fertilisation, sexually transmitted infection,
 * termination of pregnancy, gender), a few public SNOMED CT codes of each, and the words by which letters, clinics and
 * medicines tell of them. Data: a region puts its whole refsets in `GOLDTHREAD_SENSITIVE_CODES`, in this form.
 */
export interface SensitiveSet {
  readonly label: 'sexualHealth' | 'fertility' | 'genderIdentity' | 'termination';
  /** `system|code`, each exactly. */
  readonly codes: readonly string[];
  /** Whole words, upper and lower case alike. */
  readonly words: readonly string[];
}

export interface SensitiveList {
  /** Release of the refsets, as the policy names it. */
  readonly version: string;
  readonly sets: readonly SensitiveSet[];
}

const snomed = (...codes: readonly string[]): string[] => codes.map((code) => `http://snomed.info/sct|${code}`);

/**
 * Raised whenever the same list would label the same resource otherwise, as when the entries of a Bundle came to be looked
 * into: regions then label anew what they hold.
 */
export const labelRulesVersion = 2;

export const nationalList: SensitiveList = {
  version: 'built-in-1',
  sets: [
    {
      label: 'sexualHealth',
      codes: snomed('8098009', '86406008', '240589008', '15628003', '76272004'),
      words: [
        'sexually transmitted',
        'sexual health clinic',
        'genitourinary medicine',
        'GUM clinic',
        'chlamydia',
        'gonorrhoea',
        'syphilis',
        'HIV',
        'dolutegravir',
        'emtricitabine',
      ],
    },
    {
      label: 'fertility',
      codes: snomed('63487001', '52637005'),
      words: ['in vitro fertilisation', 'IVF', 'ICSI', 'assisted conception', 'fertility clinic', 'clomifene'],
    },
    {
      label: 'termination',
      codes: snomed('386639001', '57797005'),
      words: ['termination of pregnancy', 'mifepristone', 'pregnancy advisory service'],
    },
    {
      label: 'genderIdentity',
      codes: snomed('93461009', '407376001', '407377005'),
      words: ['gender identity clinic', 'gender dysphoria', 'gender reassignment', 'gender recognition'],
    },
  ],
};
