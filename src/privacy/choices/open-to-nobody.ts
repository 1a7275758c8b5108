/**
 * Full protection whose teams have all ended or hold nobody: it stays, and only an emergency that two confirm opens the
 * record. A privacy officer is told, since who is protected may not notice before they need care.
 */
import type { PersonNumber } from '#disclosure';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { AnySql, DatabaseTransaction } from '#platform';
import { raiseAlert } from '../review/raise-alert.ts';

/** `$1` is whom or what `about` compares. */
const openToNobody = (about: string): string => `from privacy.choice
  where ${about} and choice.kind = 'protection' and choice.ends_ms is null
    and not exists (select 1 from privacy.choice as named join privacy.team on team.team = named.team
      join privacy.team_member as member on member.team = named.team
      where named.person = choice.person and named.kind = 'protection' and named.ends_ms is null
        and team.ends_ms is null and member.ends_ms is null)`;

/** For the person's own pages: nothing in discreet mode. */
export async function isToldOpenToNobody(sql: AnySql, person: PersonNumber): Promise<boolean> {
  const rows = await sql.unsafe(
    `select 1 ${openToNobody('choice.person = $1')} and not exists (select 1 from privacy.choice as quiet
       where quiet.person = $1 and quiet.kind = 'discreet-mode' and quiet.ends_ms is null) limit 1`,
    [person],
    { prepare: true },
  );
  return rows.length === 1;
}

export interface LeftAlone {
  readonly team: number;
  readonly organisation: OdsCode;
  readonly reason: string;
  readonly nowMs: number;
}

/** In the transaction of what left them alone. The officer is that of the team's organisation; nobody of the staff is meant. */
export async function alertWhereOpenToNobody(
  transaction: DatabaseTransaction,
  { nextNumber }: { readonly nextNumber: () => number },
  { team, ...alert }: LeftAlone,
): Promise<void> {
  const rows = await transaction.unsafe<{ person: PersonNumber }[]>(
    `select distinct choice.person ${openToNobody('choice.team = $1')} order by choice.person`,
    [team],
    { prepare: true },
  );
  for (const { person } of rows)
    await raiseAlert(transaction, {
      ...{ ...alert, person, staff: undefined },
      alert: nextNumber(),
      kind: 'open-to-nobody',
      reasons: [alert.reason],
    });
}
