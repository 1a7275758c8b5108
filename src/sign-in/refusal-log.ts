/** Refused tokens are logged, but a flood of them must not fill the log: past the limit they are counted. */
import { minuteMs } from './settings.ts';
import type { RecordSignIn, SignInEvent } from './sign-in-event.ts';

const refusalsLoggedPerMinute = 60;

export function createRefusalLog(recordSignIn: RecordSignIn): (refusal: SignInEvent) => Promise<void> {
  let windowStartMs = 0;
  let logged = 0;
  let repeated = 0;
  return async (refusal) => {
    if (refusal.atMs - windowStartMs >= minuteMs) {
      windowStartMs = refusal.atMs;
      logged = 0;
    }
    if (logged >= refusalsLoggedPerMinute) {
      repeated += 1;
      return;
    }
    logged += 1;
    const counted = repeated === 0 ? {} : { repeated };
    repeated = 0;
    await recordSignIn({ ...refusal, ...counted });
  };
}
