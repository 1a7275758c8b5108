/**
 * A region that decides nothing and logs nothing, for one purpose: to measure what deciding and logging cost. It stands among
 * the tests, where alone grants and receipts can be pressed by hand; no setting of a real region leads here.
 */
import type { PersonNumber, RequestContext } from '#disclosure';
import { pressReceipt } from '#disclosure/for-audit';
import { pressGrant } from '#disclosure/for-privacy';
import type { Compartment } from '#kernel/identity-number.ts';
import { ok } from '#kernel/outcome.ts';
import type { PersonInIndex } from '#patient-index';
import type { Decision } from '#privacy';
import { worldMs } from './callers.ts';
import type { WorldOptions } from './world.ts';

const grantLifeMs = 60_000;
/** No entry of any log. */
const noEntry = 1;

function everythingOf(request: RequestContext, persons: readonly PersonInIndex[]): Decision {
  const personByCompartment = new Map<Compartment, PersonNumber>();
  for (const { person, records } of persons)
    for (const { compartment } of records) personByCompartment.set(compartment, person);
  const all = { contentClasses: 'all', forbiddenLabels: 0 } as const;
  const grant = pressGrant({
    kind: persons.length === 1 ? 'person' : 'persons',
    request,
    rules: [
      { compartments: [...personByCompartment.keys()], ...all },
      { compartments: 'shelves', ...all },
    ],
    ground: { decidedBy: [], lawfulBasis: [] },
    personByCompartment,
    stripLocation: false,
    expiresAtMs: worldMs + grantLifeMs,
  });
  return { isGranted: true, grant };
}

export const withoutGuards: NonNullable<WorldOptions['instead']> = ({ audit, privacy }) => ({
  audit: {
    ...audit,
    recordDisclosure: async (_request, sealed) => ok(pressReceipt(noEntry, sealed)),
    recordRefusal: async () => ok(undefined),
  },
  privacy: {
    ...privacy,
    decideStaff: async (request, _caller, person) => everythingOf(request, [person]),
    decidePatient: async (request, person) => everythingOf(request, [person]),
    decideSystem: (request, about) =>
      about === 'anybody' ? privacy.decideSystem(request, about) : everythingOf(request, about),
    decideSearch: async (request, persons) => everythingOf(request, persons),
  },
});
