/**
 * Names of code systems (HL7 table 0396, and those that laboratories in England send) to the URI that FHIR gives them.
 * A name that is not here is a local system: the name stays beside the code, and the text is shown.
 */
export const codeSystemUris: Readonly<Record<string, string>> = {
  SCT: 'http://snomed.info/sct',
  SNOMEDCT: 'http://snomed.info/sct',
  'SNOMED-CT': 'http://snomed.info/sct',
  'SNOMED CT': 'http://snomed.info/sct',
  SCTUK: 'http://snomed.info/sct',
  LN: 'http://loinc.org',
  LOINC: 'http://loinc.org',
  I10: 'http://hl7.org/fhir/sid/icd-10',
  ICD10: 'http://hl7.org/fhir/sid/icd-10',
  'ICD-10': 'http://hl7.org/fhir/sid/icd-10',
  I10C: 'http://hl7.org/fhir/sid/icd-10-cm',
  I9C: 'http://hl7.org/fhir/sid/icd-9-cm',
  I9CDX: 'http://hl7.org/fhir/sid/icd-9-cm',
  READ: 'http://read.info/readv2',
  READV2: 'http://read.info/readv2',
  RC: 'http://read.info/readv2',
  RC2: 'http://read.info/readv2',
  READV3: 'http://read.info/ctv3',
  CTV3: 'http://read.info/ctv3',
  RC3: 'http://read.info/ctv3',
  DMD: 'https://dmd.nhs.uk',
  'DM+D': 'https://dmd.nhs.uk',
  UCUM: 'http://unitsofmeasure.org',
  CVX: 'http://hl7.org/fhir/sid/cvx',
  MVX: 'http://hl7.org/fhir/sid/mvx',
  NDC: 'http://hl7.org/fhir/sid/ndc',
  RXNORM: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  C4: 'http://www.ama-assn.org/go/cpt',
  CPT: 'http://www.ama-assn.org/go/cpt',
  ATC: 'http://www.whocc.no/atc',
  WC: 'http://www.whocc.no/atc',
  DCM: 'http://dicom.nema.org/resources/ontology/DCM',
  MDC: 'urn:iso:std:iso:11073:10101',
  'ISO3166-1': 'urn:iso:std:iso:3166',
  ISO3166_1: 'urn:iso:std:iso:3166',
};

const hl7Table = /^HL7-?(\d{4})$/;

/** The URI for a name in CWE.3; undefined for a local system (`L`, `99ABC`) and for every name that is not known. */
export function codeSystemUri(name: string): string | undefined {
  const key = name.trim().toUpperCase();
  const table = hl7Table.exec(key)?.[1];
  if (table !== undefined) return `http://terminology.hl7.org/CodeSystem/v2-${table}`;
  return Object.hasOwn(codeSystemUris, key) ? codeSystemUris[key] : undefined;
}
