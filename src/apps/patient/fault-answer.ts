/** An expected fault as a person's page says it: never anything about a person, never whether something exists. */
import type { Fault, FaultKind } from '#kernel/fault.ts';
import type { ErrorView } from './pages/error/view.ts';
import { words } from './words.en.ts';

const statusByKind: Readonly<Record<FaultKind, number>> = {
  invalid: 400,
  'not-found': 404,
  gone: 404,
  refused: 403,
  conflict: 409,
  unsupported: 400,
  busy: 429,
  unavailable: 503,
  broken: 500,
};

const home = { text: words.backHome, href: '/my' };

/** `reference` is the request's id. */
export function faultAnswer(fault: Fault, reference: string): { readonly status: number; readonly view: ErrorView } {
  const status = statusByKind[fault.kind];
  const said = { reference: `${fault.code} ${reference}` };
  switch (fault.code) {
    case 'RECORD-002':
      return { status, view: { ...words.faults.noRecord, ...said, next: [home] } };
    case 'RECORD-018':
      return {
        status,
        view: { ...words.faults.severalRecords, ...said, next: [{ text: words.help, href: '/my/help' }] },
      };
    case 'PRIVACY-006':
      return {
        status,
        view: { ...words.faults.notProved, ...said, next: [{ text: words.logInAgain, href: '/sign-in/patient' }] },
      };
    case 'PRIVACY-013':
      return { status, view: { ...words.faults.mayNotAct, ...said, next: [home] } };
    case 'PRIVACY-005':
    case 'PRIVACY-007':
    case 'PRIVACY-008':
      return {
        status,
        view: { ...words.faults.choice, ...said, next: [{ text: words.choices, href: '/my/choices' }] },
      };
    case 'SIGN-IN-009':
      return { status, view: { ...words.faults.form, ...said, next: [home] } };
    case 'MY-001':
      return { status, view: { ...words.faults.gone, ...said, next: [home] } };
    case 'MY-003':
      return { status, view: { ...words.faults.tooManyAtOnce, ...said, next: [home] } };
    case 'MY-005':
      return { status, view: { ...words.faults.tooMuchInAll, ...said, next: [home] } };
    case 'MY-004':
      return { status, view: { ...words.faults.noAnswer, ...said, next: [home] } };
    default:
      return status === 503
        ? { status, view: { ...words.faults.unavailable, ...said, next: [home] } }
        : { status, view: { ...words.faults.broken, ...said, next: [home] } };
  }
}
