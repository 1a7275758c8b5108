import { type Fault, type FaultKind, type Flaw, fault } from '#kernel/fault.ts';

export const terminologyFaults = {
  'TERMINOLOGY-001': {
    kind: 'not-found',
    message: 'That value set, code system or concept map is not known here.',
    help: 'Give its canonical address as url, and its version only if that one is loaded. See docs/runbooks/load-terminology.md.',
  },
  'TERMINOLOGY-002': {
    kind: 'unsupported',
    message: 'A code system that is needed for the answer is not loaded here.',
    help: 'The flaw names it. Load it with: npx goldthread terminology load PATH.',
  },
  'TERMINOLOGY-003': {
    kind: 'invalid',
    message: 'The question cannot be understood.',
    help: 'Each flaw names the parameter and the rule.',
  },
  'TERMINOLOGY-004': {
    kind: 'unsupported',
    message: 'The expansion is too large for one answer.',
    help: 'Ask for it in pages with count and offset, or narrow it with filter. The flaw names the limit.',
  },
  'TERMINOLOGY-005': {
    kind: 'unsupported',
    message: 'The definition of the value set uses what is not supported here.',
    help: 'The flaw names the part. What is supported stands in docs/standards/terminology.md.',
  },
  'TERMINOLOGY-006': {
    kind: 'not-found',
    message: 'The code system has no such code.',
    help: 'Check system, version and spelling; codes tell upper from lower case unless the code system says otherwise.',
  },
  'TERMINOLOGY-007': {
    kind: 'unsupported',
    message: 'This parameter is not supported.',
    help: 'The flaw names it. Leaving it out silently could change the answer, so the question is refused.',
  },
  'TERMINOLOGY-008': {
    kind: 'invalid',
    message: 'The release cannot be loaded.',
    help: 'The flaw says what is missing. See docs/runbooks/load-terminology.md.',
  },
} as const satisfies Record<string, { kind: FaultKind; message: string; help: string }>;

export type TerminologyFaultCode = keyof typeof terminologyFaults;

export function terminologyFault(code: TerminologyFaultCode, flaws?: readonly Flaw[]): Fault {
  const { kind, message } = terminologyFaults[code];
  return fault(kind, code, message, flaws);
}
