/**
 * One resource by its key, asked for before it is decided who may see it. What leads nowhere, what is hidden and what is shown ask
 * for the same and get as much: the time of an answer must not tell that something is there (attack 46, decision 42).
 */
import { AccessGrant, type VisibilityRule } from '#disclosure';
import { lookUpTrips, shareRoundTrips } from '#platform';
import { keyText, type ReadDependencies, type ResourceKey, readNothing, SealedRows, select } from './read-resources.ts';
import { keysIn, keysText, rowOfKeyText } from './row-conditions.ts';
import { columns, type SentRow, sentText, storedResource } from './sent-rows.ts';
import type { StoredResource } from './stored-resource.ts';
import { isVisible, namingTypes } from './visibility.ts';

/** No resource has this type: the row of a key that leads nowhere. */
const noType = 0;
/** About as long as most resources are. */
const noBodyCharacters = 800;
/** What is longer is sent to nobody before it is decided: a sealed letter would take as long as its reading does. */
export const longBodyBytes = 4000;

const keyColumns = 'compartment, number';
const otherColumns = columns.slice(`${keyColumns}, `.length).replace(/, body$/, '');

/** No row at all would be sent and read faster than one that is then refused. */
const nothingText = `select ${noType}::smallint, 1700000000000, 0, 0::smallint, 0, 0::smallint, 1700000000000, repeat(' ', ${noBodyCharacters})`;

const ofKeyOrRow = (column: string): string => (keyColumns.includes(column) ? `key.${column}` : `found.${column}`);

const rowsOfKeysText = `select ${sentText(ofKeyOrRow)}
  from ${keysText} cross join lateral (
    select ${otherColumns}, case when octet_length(body) <= ${longBodyBytes} then body end as body
    from store.resource where resource.compartment = key.compartment and resource.number = key.number
    union all ${nothingText} limit 1) as found`;

type FetchedRow = Omit<StoredResource, 'body'> & { readonly body: Buffer | null };

/** What came back is shown to nobody without a grant. */
export class FetchedResource {
  readonly #deps: ReadDependencies;
  readonly #row: Promise<FetchedRow>;

  constructor(deps: ReadDependencies, row: Promise<FetchedRow>) {
    this.#deps = deps;
    this.#row = row;
    // Whoever is refused does not wait for it.
    row.catch(() => undefined);
  }

  /**
   * The resource, or no row: unknown, hidden and of another type are the same (D4, attack 45). What was deleted comes as such
   * to whoever might see it.
   */
  async under(grant: AccessGrant, type: number): Promise<SealedRows> {
    const { clock } = this.#deps;
    AccessGrant.check(grant, clock.now());
    const row = await this.#row;
    const { rules } = AccessGrant.check(grant, clock.now());
    const isShown = row.type !== noType && row.type === type && isVisible(rules, row);
    const { body } = row;
    if (isShown && body !== null) return new SealedRows(grant, [{ ...row, body }]);
    return isShown || mayShowBeside(rules, type) ? readWhole(this.#deps, grant, row, type) : new SealedRows(grant, []);
  }

  /** For whoever is refused: as long as it takes whoever is shown nothing beside what names the person. */
  async ofNothing(type: number): Promise<void> {
    if (namingTypes.has(type)) await readNothing(this.#deps);
  }
}

/** What only names the person is not decided by its row alone (decision 87): it is asked for once more, whether it is there or not. */
function mayShowBeside(rules: readonly VisibilityRule[], type: number): boolean {
  return namingTypes.has(type) && rules.some(({ onlyBeside }) => onlyBeside !== undefined);
}

/** Whoever may see the row gets it whole, under the grant once more. */
async function readWhole(
  deps: ReadDependencies,
  grant: AccessGrant,
  key: ResourceKey,
  type: number,
): Promise<SealedRows> {
  const reached = `select found.* from ${keysText} cross join lateral (${rowOfKeyText}) as found`;
  const rows = await select(deps, grant, { reached, parameters: keysIn([key]) });
  return rows.keep((all) => all.filter((row) => row.type === type));
}

/**
 * Requests of the same moment share one statement, and it is on its way while the person is looked up and decided about;
 * each request's grant is applied to its own row.
 */
export function createResourceFetcher(deps: ReadDependencies): (key: ResourceKey) => FetchedResource {
  const fetchRow = shareRoundTrips(async (keys: readonly ResourceKey[]) => {
    const rows = await (deps.sharedDatabase ?? deps.database).sql
      .unsafe(rowsOfKeysText, keysIn(keys), { prepare: true })
      .raw();
    const byKey = new Map<string, FetchedRow>();
    for (const raw of rows as unknown as SentRow[]) {
      const row: FetchedRow = storedResource(raw);
      byKey.set(keyText(row), row);
    }
    return keys.map((key) => byKey.get(keyText(key))!);
  }, lookUpTrips);
  return (key) => new FetchedResource(deps, fetchRow(key));
}
