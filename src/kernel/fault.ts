/** The nine ways something expected can fail. Each edge maps them once: see `docs/faults.md`. */
export const faultKinds = [
  'invalid',
  'not-found',
  'gone',
  'refused',
  'conflict',
  'unsupported',
  'busy',
  'unavailable',
  'broken',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** One place in the input that breaks one rule. `place` is a FHIRPath, an HL7 v2 position (`PID-3.1`), a CSV cell or a field name. */
export interface Flaw {
  readonly place: string;
  readonly rule: string;
}

/** A failure that was expected. `message` may be shown to anybody: it never holds patient data. */
export interface Fault {
  readonly kind: FaultKind;
  /** Stable code such as `STORE-003`, explained in `docs/faults.md`. */
  readonly code: string;
  readonly message: string;
  readonly flaws?: readonly Flaw[];
  /** How long to wait before it is worth asking again, where that is known. */
  readonly retryAfterSeconds?: number;
}

export function fault(kind: FaultKind, code: string, message: string, flaws?: readonly Flaw[]): Fault {
  return flaws === undefined ? { kind, code, message } : { kind, code, message, flaws };
}
