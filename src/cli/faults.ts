import { type Fault, type FaultKind, type Flaw, fault } from '#kernel/fault.ts';

export const commandFaults = {
  'CLI-001': {
    kind: 'not-found',
    message: 'There is no demo account of that name.',
    help: 'The names are printed when the demo region starts, and stand in the README.',
  },
  'CLI-002': {
    kind: 'refused',
    message: 'Only a demo region prints tokens: a real client asks the token endpoint.',
    help: 'Use SMART Backend Services at /oauth2/token with the client’s own key.',
  },
  'CLI-003': {
    kind: 'unavailable',
    message: 'The region does not answer: start it first with npm start.',
    help: 'Check GOLDTHREAD_HTTP_PORT and GOLDTHREAD_PUBLIC_URL, or run doctor.',
  },
  'CLI-004': {
    kind: 'not-found',
    message: 'There is no such file or folder.',
    help: 'Give paths of .json, .json.gz or .ndjson files, or of folders that hold them.',
  },
  'CLI-005': {
    kind: 'invalid',
    message: 'Not everything was taken.',
    help: 'The report names each file, entry and rule. What was taken stays taken; the same command again goes on.',
  },
  'CLI-006': {
    kind: 'invalid',
    message: 'Say either --client ID or --user NAME.',
    help: 'A token is for one or the other.',
  },
  'CLI-007': {
    kind: 'broken',
    message: 'Something is wrong with this installation.',
    help: 'Each line of doctor says what, and what to do.',
  },
  'CLI-008': {
    kind: 'refused',
    message: 'The region refused the operator’s request.',
    help: 'The command must read the same keys directory as the region: check GOLDTHREAD_DATA_DIR and GOLDTHREAD_KEYS_DIR.',
  },
  'CLI-009': {
    kind: 'invalid',
    message: 'Not every resource is valid.',
    help: 'The lines above name each file, place and rule. With --all come warnings and what could not be checked.',
  },
  'CLI-010': {
    kind: 'not-found',
    message: 'A file cannot be read.',
    help: 'The flaw names it. --key takes a verifier key itself or the path of a file that holds some.',
  },
  'CLI-011': {
    kind: 'broken',
    message: 'The command ended by a defect of Goldthread.',
    help: 'The flaw says where; no words of what was read are in it. Report it with this line. EACCES and EMFILE after the name are the machine’s: a file that may not be read, or too many open.',
  },
} as const satisfies Record<string, { kind: FaultKind; message: string; help: string }>;

export function commandFault(code: keyof typeof commandFaults, flaws?: readonly Flaw[]): Fault {
  const { kind, message } = commandFaults[code];
  return fault(kind, code, message, flaws);
}
