/**
 * The history of a type and of everything (attack 22): for back-end services alone, over what their own organisation
 * contributed, with the same visibility as any reading of theirs.
 */
import { openSealed, type RequestContext } from '#disclosure';
import { type ResourceType, resourceTypeNumber } from '#fhir/resource-types.ts';
import { type Compartment, isShelf, type ResourceNumber, type VersionNumber } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import type { PersonInIndex } from '#patient-index';
import type { VersionKey } from '#store';
import { type ApiResource, apiResource, nobody, refuseForApi } from './answer-api.ts';
import type { ReadDependencies } from './open-record.ts';

export interface HistoryMoments {
  /** Only versions made at this time or later. */
  readonly since?: VersionNumber;
  /** Only versions that were the newest at some time of a period: made before `until`, replaced at `from` or later. */
  readonly current?: { readonly from: VersionNumber; readonly until: VersionNumber };
}

export interface HistoryRequest extends HistoryMoments {
  /** All types when absent. */
  readonly types?: readonly ResourceType[];
  readonly count: number;
  /** The last of the page before. */
  readonly after?: VersionKey;
}

export interface HistoryPage {
  /** Newest first. */
  readonly versions: readonly (ApiResource & { readonly isFirst: boolean })[];
  /** None on the last page. */
  readonly next: VersionKey | undefined;
}

/** `made` is a number that no version has yet; where the clock was wrong once it may be of a time to come (decision 100). */
function newest(made: number, until: VersionNumber | undefined): VersionKey {
  const number = made;
  // The order is by version first: nothing of the moment `until` itself comes before this.
  if (until !== undefined && until < number)
    return { version: until, compartment: 0 as Compartment, number: 0 as ResourceNumber };
  return { version: number as VersionNumber, compartment: number as Compartment, number: number as ResourceNumber };
}

async function personsOf(deps: ReadDependencies, compartments: Iterable<Compartment>): Promise<PersonInIndex[]> {
  const found = await Promise.all([...compartments].map((one) => deps.patientIndex.personOfCompartment(one)));
  return [...new Map(found.flatMap((one) => (one === undefined ? [] : [[one.person, one] as const]))).values()];
}

const keyText = (key: VersionKey): string => `${key.compartment}/${key.number}/${key.version}`;

/** Faults: RECORD-002 for a caller who has no histories; those of the log. */
export async function historyForApi(
  deps: ReadDependencies & { readonly nextNumber: () => number },
  request: RequestContext,
  asked: HistoryRequest,
): Promise<Outcome<HistoryPage>> {
  const { caller } = request;
  if (caller.kind !== 'system') return refuseForApi(deps, request, { decision: nobody, person: undefined });
  const found = await deps.store.findVersions({
    sources: deps.directory.sourceNumbersOf(caller.organisation),
    ...(asked.types === undefined ? {} : { types: asked.types.map(resourceTypeNumber) }),
    since: asked.since ?? (0 as VersionNumber),
    ...(asked.current === undefined ? {} : { currentFrom: asked.current.from }),
    before: asked.after ?? newest(deps.nextNumber(), asked.current?.until),
    limit: asked.count + 1,
  });
  const page = found.slice(0, asked.count);
  const compartments = new Set(page.map(({ compartment }) => compartment).filter((one) => !isShelf(one)));
  const persons = await personsOf(deps, compartments);
  const decision = deps.privacy.decideSystem(request, persons);
  if (!decision.isGranted) return refuseForApi(deps, request, { decision, person: undefined });
  const { grant } = decision;
  const rows = await deps.store.readVersionsByKey(grant, page);
  const laterByKey = new Map(page.map((key, index) => [keyText(key), { index, isLater: key.isLater }]));
  const sealed = rows.sealAs((all) =>
    all
      .map((row) => ({ row, at: laterByKey.get(keyText(row))! }))
      .sort((one, other) => one.at.index - other.at.index)
      .map(({ row, at }) => ({ ...apiResource(grant, row), isFirst: !at.isLater })),
  );
  const receipt = await deps.audit.recordDisclosure(request, [sealed], { kind: 'search' });
  if (!receipt.ok) return failed(receipt.fault);
  return ok({
    versions: openSealed(sealed, receipt.value),
    next: found.length > asked.count ? page.at(-1) : undefined,
  });
}
