/** Builds the organisations with their sources' states, the cast with its registration numbers, and the staff accounts. */
import { castRows, staffAccountRows } from './cast-table.ts';
import { atLondonTime, dayMs } from './london-calendar.ts';
import { organisationRows } from './organisations-table.ts';
import { type ProfessionRow, professions } from './professions-table.ts';
import type { CastMember, DemoAccount, DemoOrganisation, DemoSource, SourceState } from './region-types.ts';

/** The last moment on the wall clock before `now` that reads hour:minute. */
function lastTime(now: number, hour: number, minute: number): number {
  const today = atLondonTime(now, hour, minute);
  return today <= now ? today : atLondonTime(now - dayMs, hour, minute);
}

function stateOf(rule: 'live' | 'pulled' | 'stale' | 'unreachable', now: number): SourceState {
  if (rule === 'live') return { kind: 'live' };
  if (rule === 'pulled') return { kind: 'as-of-last-pull', asOfMs: lastTime(now, 6, 10) };
  if (rule === 'stale') return { kind: 'stale', asOfMs: lastTime(now, 18, 40) - 9 * dayMs };
  return { kind: 'unreachable', sinceMs: lastTime(now, 4, 2) };
}

export function buildOrganisations(now: number): DemoOrganisation[] {
  return organisationRows.map((row, index) => ({
    code: row.code,
    name: row.name,
    kind: row.kind,
    town: row.town,
    phone: `01632 960${String(200 + index)}`,
    sources: row.sources.map((source): DemoSource => {
      const basic = { id: source.id, name: source.name, feed: source.feed, organisation: row.code };
      return {
        ...basic,
        state: stateOf(source.state, now),
        ...(source.feed === 'fhir' ? { client: `connector-${source.id}` } : {}),
        ...(source.style === undefined ? {} : { style: source.style }),
        ...(source.hl7 === undefined ? {} : { hl7: { sourceId: source.id, facility: row.code, ...source.hl7 } }),
      };
    }),
  }));
}

/** Numbers in ranges that the registers don't issue: GMC 99xxxxx, NMC 99Xnnnnx, GPhC 29xxxxx, HCPC with 99. */
function registrationNumber(row: ProfessionRow, index: number): string {
  const serial = String(index + 1).padStart(3, '0');
  switch (row.register) {
    case 'GMC':
      return `9901${serial}`;
    case 'NMC':
      return `99X0${serial}E`;
    case 'GPHC':
      return `2990${serial}`;
    case 'HCPC':
      return `${row.letters ?? 'XX'}99${serial}`;
    case 'GOC':
      return `01-99${serial}`;
    default:
      return `SW99${serial}`;
  }
}

export function buildCast(): CastMember[] {
  return castRows.map(([key, title, givenName, familyName, profession, organisation], index) => {
    const row: ProfessionRow = professions[profession];
    return {
      key,
      title,
      givenName,
      familyName,
      profession,
      roleCode: row.roleCode,
      roleName: row.roleName,
      organisation,
      ...(row.register === undefined
        ? {}
        : { register: row.register, registrationNumber: registrationNumber(row, index) }),
    };
  });
}

export function memberName(member: CastMember): string {
  return `${member.title} ${member.givenName} ${member.familyName}`;
}

export function buildStaffAccounts(
  cast: readonly CastMember[],
  organisations: readonly DemoOrganisation[],
): DemoAccount[] {
  return staffAccountRows.map(([name, key]) => {
    const member = cast.find((candidate) => candidate.key === key);
    const organisation = organisations.find((candidate) => candidate.code === member?.organisation);
    if (member === undefined || organisation === undefined) throw new Error(`no cast member for the account ${name}`);
    return {
      name,
      kind: 'staff',
      personName: memberName(member),
      staff: {
        staffId: `staff-${member.key}`,
        roleCode: member.roleCode,
        roleName: member.roleName,
        organisation: organisation.code,
        organisationName: organisation.name,
      },
    };
  });
}
