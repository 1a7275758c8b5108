/** What the region holds of the proof's messages: the inbox, and what came of each. */
import { resourceTypeNumber } from '#fhir/resource-types.ts';
import type { Database } from '#platform';
import type { Stored } from './ledger.ts';

interface Row {
  readonly sender: string | null;
  readonly control_id: string;
  readonly content_hash: string;
  readonly state: string;
  readonly filings: number;
  readonly effects: number;
  readonly superseded: number;
}

/** The number of a message stands in the resource that it made (filler order number, visit number). */
const question = `
  with message as (
    select number, sender, control_id, encode(content_hash, 'hex') as content_hash, state from intake.message
  ), effect as (
    select resource.origin,
      count(*) filter (where resource.type = $1) as filings,
      count(*) filter (where resource.type = any($2) and position(message.control_id in resource.body) > 0) as effects,
      coalesce(sum(case when resource.type = any($2) then
        (select count(*) from store.resource_version as version
         where version.compartment = resource.compartment and version.number = resource.number) end), 0) as superseded
    from store.resource as resource left join message on message.number = resource.origin
    where resource.origin is not null and resource.origin <> 0
    group by resource.origin
  )
  select message.sender, message.control_id, message.content_hash, message.state,
    coalesce(effect.filings, 0) as filings, coalesce(effect.effects, 0) as effects,
    coalesce(effect.superseded, 0)::bigint as superseded
  from message full join effect on effect.origin = message.number`;

export async function readStored({ sql }: Database): Promise<Stored> {
  const effectTypes = [resourceTypeNumber('DiagnosticReport'), resourceTypeNumber('Encounter')];
  const rows = await sql.unsafe<Row[]>(question, [resourceTypeNumber('Provenance'), effectTypes] as never);
  const kept = rows.filter((row) => row.sender !== null);
  return {
    orphans: rows.length - kept.length,
    messages: kept.map((row) => ({
      id: `${row.sender} ${row.control_id}`,
      contentHash: row.content_hash,
      state: row.state,
      filings: Number(row.filings),
      effects: Number(row.effects),
      superseded: Number(row.superseded),
    })),
  };
}

export async function isFsyncOn({ sql }: Database): Promise<boolean> {
  const [row] = await sql.unsafe<{ fsync: string }[]>('show fsync');
  return row?.fsync === 'on';
}
