import { type Fault, type FaultKind, type Flaw, fault } from '#kernel/fault.ts';

interface FaultEntry {
  readonly kind: FaultKind;
  readonly message: string;
  readonly help: string;
}

/** Every way in which the environment can be wrong. `docs/faults.md` holds the same codes. */
export const configFaults = {
  'CONFIG-001': {
    kind: 'invalid',
    message: 'A variable is not known',
    help: 'Correct the name, or remove the variable. The flaw names the nearest variable that exists.',
  },
  'CONFIG-002': {
    kind: 'invalid',
    message: 'The value of a variable cannot be used',
    help: 'The flaw says what the variable accepts. docs/configuration.md lists every variable.',
  },
  'CONFIG-003': {
    kind: 'refused',
    message: 'A real region does not listen beyond this machine without TLS',
    help: 'Set GOLDTHREAD_TLS_CERT and GOLDTHREAD_TLS_KEY, and GOLDTHREAD_MLLP_TLS_CA for HL7 v2, or listen on 127.0.0.1.',
  },
  'CONFIG-004': {
    kind: 'refused',
    message: 'A real region keeps its signing keys outside the data directory',
    help: 'Set GOLDTHREAD_KEYS_DIR to a folder that is not in GOLDTHREAD_DATA_DIR, so that one stolen copy never holds both.',
  },
  'CONFIG-005': {
    kind: 'refused',
    message: 'A real region has no demo people',
    help: 'Remove GOLDTHREAD_DEMO_PEOPLE, or remove GOLDTHREAD_STAFF_ISSUERS to run a demo region.',
  },
  'CONFIG-006': {
    kind: 'invalid',
    message: 'A variable is set without the one that it needs',
    help: 'Set both, or neither. The flaw names the missing one.',
  },
  'CONFIG-007': {
    kind: 'refused',
    message: 'A real region has a code of its own',
    help: 'Set GOLDTHREAD_REGION: the default, demo, would mark real records as invented.',
  },
} as const satisfies Record<string, FaultEntry>;

export type ConfigFaultCode = keyof typeof configFaults;

/** The fault with every flaw in its sentence, since it is read in a terminal. Flaws name variables, never their values. */
export function configFault(code: ConfigFaultCode, flaws: readonly Flaw[]): Fault {
  const entry: FaultEntry = configFaults[code];
  const detail = flaws.map((flaw) => `${flaw.place}: ${flaw.rule}`).join('; ');
  return fault(entry.kind, code, `${entry.message} (${detail}).`, flaws);
}
