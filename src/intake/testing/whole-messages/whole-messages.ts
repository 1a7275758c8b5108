/** The ten, of seven kinds: admission, cancellation, details, merge, results, document, appointment. */
import { admission, cancelledAdmission, changedDetails } from './admission-table.ts';
import { culture } from './culture-table.ts';
import { booking, replacement } from './document-and-appointment-table.ts';
import { merge, olderAdmission } from './older-admission-and-merge-table.ts';
import { bloodCount, glucose } from './results-table.ts';
import type { WholeMessage } from './whole-message.ts';

export const wholeMessages: readonly WholeMessage[] = [
  admission,
  olderAdmission,
  cancelledAdmission,
  changedDetails,
  merge,
  culture,
  bloodCount,
  glucose,
  replacement,
  booking,
];
