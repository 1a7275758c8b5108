/** Which of a person's records there are for a reader, asked by itself: by whoever names the person by one of them. */
import { AccessGrant, type SourceNumber } from '#disclosure';
import type { Compartment } from '#kernel/identity-number.ts';
import type { ReadDependencies } from './read-resources.ts';
import { recordsShownText } from './records-shown-text.ts';
import { besideOf } from './rule-text.ts';

/** A record of a person and the feed that it came by. */
export interface SourceRecord {
  readonly compartment: Compartment;
  readonly source: SourceNumber;
}

/**
 * Those of these records whose Patient the decision shows, whatever the token leaves of it. Asked only where the feed does not say: a
 * source's own staff see its Patient whatever else there is. A system, which names whom it likes and finds its own, is asked nothing.
 */
export async function recordsShown(
  deps: ReadDependencies,
  grant: AccessGrant,
  records: readonly SourceRecord[],
): Promise<ReadonlySet<Compartment>> {
  const { rules } = AccessGrant.check(grant, deps.clock.now());
  const beside = besideOf(rules);
  if (beside === undefined) return new Set(records.map(({ compartment }) => compartment));
  const alone = rules.filter(({ onlyBeside }) => onlyBeside === undefined);
  const own = records.filter(({ source }) => alone.some(({ onlySources = [] }) => onlySources.includes(source)));
  if (own.length === records.length) return new Set(own.map(({ compartment }) => compartment));
  const parameters: (string | number)[] = [];
  const text = recordsShownText(beside, (value) => `$${parameters.push(value)}`);
  const rows = await (deps.recordDatabase ?? deps.database).sql.unsafe<{ compartment: number }[]>(
    `select unnest(${text}) as compartment`,
    parameters,
    { prepare: true },
  );
  return new Set([...own, ...rows].map(({ compartment }) => compartment as Compartment));
}
