/** What the web server itself refuses. `docs/faults.md` explains each code. */
import type { FaultKind } from '#kernel/fault.ts';

export const webFaults = {
  'WEB-001': {
    kind: 'busy',
    message: 'Too much was tried from one network address.',
    help: 'Sign-ins that are begun (GOLDTHREAD_SIGN_INS_AN_HOUR), or refused sign-ins, token requests and access tokens (GOLDTHREAD_REFUSALS_AN_HOUR). The answer is 429 and says the limit and, in Retry-After, how long to wait. What is accepted is not held up by refusals. Behind a reverse proxy set GOLDTHREAD_TRUSTED_PROXIES, or everybody is one address.',
  },
} as const satisfies Record<string, { kind: FaultKind; message: string; help: string }>;
