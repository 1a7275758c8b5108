/** Joins the HL7 v2 port to the intake: a receipt becomes an acknowledgement, or silence. */

import { acknowledge, type ErrorCondition, faultToErrors } from '#hl7v2/acknowledge.ts';
import { type Hl7Header, readHeader } from '#hl7v2/read-header.ts';
import type { Intake } from '#intake';
import { intakeFault } from '#intake';
import type { Clock } from '#kernel/clock.ts';
import type { Fault } from '#kernel/fault.ts';
import { numberSource, numberText } from '#kernel/identity-number.ts';
import type { Log } from '#platform';
import type { MllpAnswer, MllpHandlers, MllpLog } from './connection.ts';

export interface FileMessagesDependencies {
  readonly intake: Pick<Intake, 'receiveHl7'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Table 0357, by our own codes; the others are data errors or our own. */
const conditions: Readonly<Record<string, ErrorCondition>> = {
  'INTAKE-001': '205',
  'INTAKE-002': '201',
  'INTAKE-003': '101',
  'INTAKE-004': '207',
  'INTAKE-005': '204',
  'INTAKE-012': '100',
};

/** The port's log knows addresses and codes; they go out under the names that the log allows. */
function portLog(log: Log): MllpLog {
  const fields = (given: object) => {
    const { peer, code } = given as { peer?: unknown; code?: unknown };
    return {
      ...(typeof peer === 'string' ? { host: peer } : {}),
      ...(typeof code === 'string' ? { code } : {}),
    };
  };
  return {
    info: (given, message) => log.info(message, fields(given)),
    warn: (given, message) => log.warn(message, fields(given)),
    error: (given, message) => log.error(message, fields(given)),
  };
}

/** The handlers for `createMllpListener`, its log included. */
export function fileMessages(deps: FileMessagesDependencies): MllpHandlers {
  // Numbers of acknowledgements name nothing that is kept.
  const nextNumber = numberSource(deps.clock);
  const answer = (header: Hl7Header | undefined, code: 'AA' | 'AE' | 'AR', fault?: Fault): Uint8Array =>
    acknowledge(header, {
      code,
      timeMs: deps.clock.now(),
      controlId: numberText(nextNumber()),
      ...(fault === undefined
        ? {}
        : { text: `${fault.message} (${fault.code})`, errors: faultToErrors(fault, conditions[fault.code]) }),
    });
  return {
    log: portLog(deps.log),
    async onMessage(bytes, peer): Promise<MllpAnswer> {
      const receipt = await deps.intake.receiveHl7(bytes, peer.certificateNames);
      if (receipt.code === 'no-answer') return 'no-answer';
      return answer(readHeader(bytes), receipt.code, receipt.code === 'AA' ? undefined : receipt.fault);
    },
    async onFramingError(code, beginning): Promise<MllpAnswer> {
      deps.log.warn('bytes without a whole frame', { code });
      if (code === 'unfinished-frame') return 'no-answer';
      const fault = intakeFault('INTAKE-012', { place: 'frame', rule: `is whole (${code})` });
      return answer(readHeader(beginning), 'AR', fault);
    },
  };
}
