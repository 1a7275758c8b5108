import { type Fault, type FaultKind, fault } from '#kernel/fault.ts';

export const subscriptionFaults = {
  'SUBSCRIPTION-001': {
    kind: 'busy',
    message: 'This caller has as many subscriptions as they may have.',
    help: 'Delete one that is not needed, or name several filters in one subscription.',
  },
  'SUBSCRIPTION-002': {
    kind: 'unavailable',
    message:
      'A long write is under way, and the subscription could miss what it brings. Nothing was made: try again later.',
    help: 'An import or another long transaction writes resources. Ask again when it has ended.',
  },
} as const satisfies Record<string, { kind: FaultKind; message: string; help: string }>;

export type SubscriptionFaultCode = keyof typeof subscriptionFaults;

export function subscriptionFault(code: SubscriptionFaultCode): Fault {
  const { kind, message } = subscriptionFaults[code];
  return fault(kind, code, message);
}
