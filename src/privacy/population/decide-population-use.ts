/**
 * The only way to anything but the care of one person: a grant of kind `counting`, for a coded use with an approval, after
 * the national opt-out and Type 1 were applied. Without a fresh list there is no grant. It opens no row about anybody.
 */
import type { Directory } from '#directory';
import {
  type AccessGrant,
  allContentClasses,
  contentClass,
  label,
  type PersonNumber,
  type RequestContext,
  type SourceNumber,
  sensitiveLabels,
} from '#disclosure';
import { pressGrant } from '#disclosure/for-privacy';
import type { Clock } from '#kernel/clock.ts';
import type { Compartment } from '#kernel/identity-number.ts';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { isKeyOf } from '#kernel/own-key.ts';
import type { PersonInIndex } from '#patient-index';
import { type Database, numberArray } from '#platform';
import { roleProfile } from '../decide/role-table.ts';
import { privacyFault } from '../faults.ts';
import {
  type OptOutExemption,
  optOutExemptions,
  optOutListDays,
  type PopulationUse,
  populationUses,
  type1Exemptions,
} from './population-use-table.ts';

export interface PopulationDependencies {
  readonly database: Database;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly nextNumber: () => number;
}

export interface PopulationUseRequest {
  readonly use: PopulationUse;
  /** Who approved this use, as it is registered. */
  readonly approval: string;
  /** The national opt-out is not applied, for this coded reason and what it names. */
  readonly exemption?: { readonly code: OptOutExemption; readonly named: string };
}

const dayMs = 86_400_000;
const grantLifeMs = 60_000;
const notCounted = new Set<number>([contentClass.demographics, contentClass.personalContact, contentClass.provenance]);

interface Checked {
  readonly isExempt: boolean;
  readonly ignoresType1: boolean;
}

/** Staff whose role counts; a use that is coded; an approval that is named. */
function checkRequest(request: RequestContext, asked: PopulationUseRequest): Outcome<Checked> {
  const { caller } = request;
  const mayCount = caller.kind === 'staff' && roleProfile(caller.roleCode).activities.has('count-population');
  const isCoded = populationUses.includes(asked.use) && asked.approval.trim() !== '';
  const { exemption } = asked;
  const isNamed =
    exemption === undefined || (isKeyOf(optOutExemptions, exemption.code) && exemption.named.trim() !== '');
  if (!mayCount || !isCoded || !isNamed) return failed(privacyFault('PRIVACY-011'));
  return ok({
    isExempt: exemption !== undefined,
    ignoresType1: exemption !== undefined && type1Exemptions.has(exemption.code),
  });
}

/** Persons whom the national service let through, by the newest check; undefined when that is too old or missing. */
async function clearedPersons(deps: PopulationDependencies): Promise<ReadonlySet<PersonNumber> | undefined> {
  const { sql } = deps.database;
  const [newest] = await sql<{ opt_out_check: number; checked_ms: number }[]>`select opt_out_check, checked_ms
    from privacy.opt_out_check order by checked_ms desc limit 1`;
  const nowMs = deps.clock.now();
  if (newest === undefined || newest.checked_ms > nowMs || nowMs - newest.checked_ms > optOutListDays * dayMs)
    return undefined;
  const rows = await sql<{ person: PersonNumber }[]>`select person from privacy.opt_out_clear
    where opt_out_check = ${newest.opt_out_check}`;
  return new Set(rows.map((row) => row.person));
}

/** Records of a practice whose patient said no to anything beyond care. */
async function directCareOnly(
  deps: PopulationDependencies,
  compartments: readonly Compartment[],
): Promise<ReadonlySet<Compartment>> {
  const nowMs = deps.clock.now();
  const rows = await deps.database.sql<{ compartment: Compartment }[]>`select compartment from privacy.direct_care_only
    where compartment = any(${numberArray(compartments)}::text::bigint[])
      and starts_ms <= ${nowMs} and (ends_ms is null or ends_ms > ${nowMs})`;
  return new Set(rows.map((row) => row.compartment));
}

/** The sources of the organisations that share for this purpose. */
async function agreedSources(deps: PopulationDependencies): Promise<SourceNumber[]> {
  const nowMs = deps.clock.now();
  const rows = await deps.database.sql<{ organisation: string }[]>`select distinct organisation
    from privacy.sharing_agreement where purpose = 'POPULATION' and starts_ms <= ${nowMs}
      and (ends_ms is null or ends_ms > ${nowMs})`;
  const agreed = new Set(rows.map((row) => row.organisation));
  return deps.directory
    .sources()
    .filter((source) => agreed.has(source.organisation.code))
    .map((source) => source.number);
}

/** Labels that nothing beyond care may count. */
const neverCounted =
  label.restricted |
  label.veryRestricted |
  label.sealed |
  label.sealedLocked |
  label.anonymousService |
  label.thirdParty |
  label.safeguarding |
  sensitiveLabels;

/** A person who opted out is out whole; of one with a Type 1 the practice's records are. */
async function recordsThatCount(
  deps: PopulationDependencies,
  checked: Checked,
  persons: readonly PersonInIndex[],
): Promise<ReadonlyMap<Compartment, PersonNumber> | undefined> {
  const cleared = checked.isExempt ? undefined : await clearedPersons(deps);
  if (!checked.isExempt && cleared === undefined) return undefined;
  const kept = persons.filter((one) => cleared === undefined || cleared.has(one.person));
  const records = kept.flatMap((one) => one.records.map((record) => [record.compartment, one.person] as const));
  const compartments = records.map(([compartment]) => compartment);
  const refused = checked.ignoresType1 ? new Set<Compartment>() : await directCareOnly(deps, compartments);
  return new Map(records.filter(([compartment]) => !refused.has(compartment)));
}

/** Faults: PRIVACY-010 without a fresh list, PRIVACY-011 without a role, a coded use or an approval. */
export async function decidePopulationUse(
  deps: PopulationDependencies,
  request: RequestContext,
  asked: PopulationUseRequest,
  persons: readonly PersonInIndex[],
): Promise<Outcome<AccessGrant>> {
  const checked = checkRequest(request, asked);
  if (!checked.ok) return checked;
  const personByCompartment = await recordsThatCount(deps, checked.value, persons);
  if (personByCompartment === undefined) return failed(privacyFault('PRIVACY-010'));
  const exemption = asked.exemption === undefined ? [] : [`opt-out: ${asked.exemption.code}`];
  const grant = pressGrant({
    kind: 'counting',
    request,
    rules: [
      {
        compartments: [...personByCompartment.keys()],
        contentClasses: allContentClasses.filter((number) => !notCounted.has(number)),
        forbiddenLabels: neverCounted,
        onlySources: await agreedSources(deps),
      },
    ],
    ground: {
      decidedBy: ['D9'],
      relationship: asked.use,
      reason: asked.approval,
      lawfulBasis: ['UK GDPR 6(1)(e)', 'UK GDPR 9(2)(h)', ...exemption],
    },
    personByCompartment,
    stripLocation: true,
    expiresAtMs: deps.clock.now() + grantLifeMs,
  });
  return ok(grant);
}

export function populationOf(deps: PopulationDependencies) {
  return {
    decide: (request: RequestContext, asked: PopulationUseRequest, persons: readonly PersonInIndex[]) =>
      decidePopulationUse(deps, request, asked, persons),
    /** Takes in the answer of the national service: whoever is not in it is out. */
    async keepOptOutCheck(cleared: readonly PersonNumber[], checkedMs: number): Promise<void> {
      const check = deps.nextNumber();
      await deps.database.transaction(async (transaction) => {
        await transaction`insert into privacy.opt_out_clear (opt_out_check, person)
          select ${check}, person from unnest(${numberArray(cleared)}::text::bigint[]) as person
          on conflict do nothing`;
        await transaction`insert into privacy.opt_out_check (opt_out_check, checked_ms)
          values (${check}, ${checkedMs})`;
      });
    },
    /** A Type 1 opt-out as the practice's feed says it, or its end. */
    async noteType1(compartment: Compartment, isOut: boolean): Promise<void> {
      const nowMs = deps.clock.now();
      if (isOut)
        await deps.database.sql`insert into privacy.direct_care_only (compartment, starts_ms)
          values (${compartment}, ${nowMs}) on conflict do nothing`;
      else
        await deps.database.sql`update privacy.direct_care_only set ends_ms = ${nowMs}
          where compartment = ${compartment} and ends_ms is null`;
    },
  };
}
