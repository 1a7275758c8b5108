/**
 * Ids that a source chose (decision 18). The region's own ids are what is stored, referred to and shown to everybody
 * else; the source's own clients may use the ids they chose, and are answered in them.
 */
import type { SourceNumber } from '#disclosure';
import { type ResourceType, resourceTypeNumber } from '#fhir/resource-types.ts';
import { parseResourceId, type ResourceAddress, resourceIdText } from '#kernel/identity-number.ts';
import type { Store } from '#store';

export interface ChosenId {
  readonly type: ResourceType;
  readonly id: string;
}

export interface ClientIds {
  /** The region's ids, by `Type/id`. */
  find(source: SourceNumber, chosen: readonly ChosenId[]): Promise<ReadonlyMap<string, string>>;
  /** An answer in the words of the source: wherever it names what the source chose an id for, by that id. */
  show(source: SourceNumber, texts: readonly Buffer[]): Promise<readonly Buffer[]>;
  /** The source has chosen an id in this process. */
  noteChosen(source: SourceNumber): void;
}

// An id of the region between the signs that stand around ids in FHIR's JSON, XML and addresses. Version ids have the
// same form; no resource has their number, so none is found for them.
const regionIds = /(?<=["/=])[0-9a-hjkmnp-tv-z]{11}(?:[0-9a-hjkmnp-tv-z]{11})?(?=["/?&]|$)/g;

export function createClientIds(store: Pick<Store, 'findClientIds' | 'clientIdsOf' | 'hasClientIds'>): ClientIds {
  /** Sources without chosen ids, the most, are asked about once: answers to them are not even looked through. */
  const choosing = new Map<SourceNumber, Promise<boolean>>();
  const chooses = (source: SourceNumber): Promise<boolean> => {
    let known = choosing.get(source);
    if (known === undefined) {
      known = store.hasClientIds(source);
      choosing.set(source, known);
      known.catch(() => choosing.delete(source));
    }
    return known;
  };
  return {
    async find(source, chosen) {
      const wanted = chosen.map(({ type, id }) => ({ type: resourceTypeNumber(type), clientId: id }));
      const rows = await store.findClientIds(source, wanted);
      const found = new Map<string, string>();
      for (const { type, id } of chosen) {
        const row = rows.find((one) => one.type === resourceTypeNumber(type) && one.clientId === id);
        if (row !== undefined) found.set(`${type}/${id}`, resourceIdText(row.compartment, row.number));
      }
      return found;
    },
    async show(source, texts) {
      if (!(await chooses(source))) return texts;
      // Byte for byte: what is between the ids is not touched.
      const bytes = texts.map((text) => text.toString('latin1'));
      const ids = new Set(bytes.flatMap((text) => text.match(regionIds) ?? []));
      const addresses = [...ids].flatMap((id): ResourceAddress | [] => parseResourceId(id) ?? []);
      const rows = await store.clientIdsOf(source, addresses);
      if (rows.length === 0) return texts;
      const chosen = new Map(rows.map((row) => [resourceIdText(row.compartment, row.number), row.clientId]));
      return bytes.map((text) =>
        Buffer.from(
          text.replace(regionIds, (id) => chosen.get(id) ?? id),
          'latin1',
        ),
      );
    },
    noteChosen: (source) => void choosing.set(source, Promise.resolve(true)),
  };
}
