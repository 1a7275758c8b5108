import { type Fault, type FaultKind, type Flaw, fault } from '#kernel/fault.ts';

export const fhirFaults = {
  'FHIR-001': {
    kind: 'invalid',
    message: 'The package cannot be read.',
    help: 'The flaw says what is wrong. A FHIR package is a gzipped tar (.tgz) of files and folders only, within the limits named.',
  },
  'FHIR-002': {
    kind: 'invalid',
    message: 'A FHIR package of this region cannot be used.',
    help: 'Each flaw names the folder or file, and the rule. A package is a folder of JSON, or a .tgz with package/*.json; see docs/standards/fhir-validation.md.',
  },
} as const satisfies Record<string, { kind: FaultKind; message: string; help: string }>;

export function fhirFault(code: keyof typeof fhirFaults, flaws?: readonly Flaw[]): Fault {
  const { kind, message } = fhirFaults[code];
  return fault(kind, code, message, flaws);
}
