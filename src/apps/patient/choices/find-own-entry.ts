/** One thing of the person's record by the id of its page, with every entry that says it: hiding one of them would hide nothing. */
import type { ChoosingContext } from '#choosing';
import { parseResourceId } from '#kernel/identity-number.ts';
import type { MyRecord } from '#record';

type OwnEntry = NonNullable<ChoosingContext['entry']>;

interface Named {
  readonly name: string;
  readonly ids: readonly string[];
}

function named(record: MyRecord): Named[] {
  const medicines = record.medicines();
  return [
    ...record.allergies().groups.map((group) => ({ name: group.substance, ids: group.said.map(({ id }) => id) })),
    ...[...medicines.current, ...medicines.stopped].map((group) => ({ name: group.name, ids: group.entryIds })),
    ...record.problems().active.map((group) => ({ name: group.name, ids: group.entryIds })),
    ...record.results().results.map((result) => ({
      name: result.name,
      ids: [...new Set([result.id, ...result.values.map(({ id }) => id)])],
    })),
    ...record.letters().letters.map((letter) => ({ name: letter.title, ids: [letter.id] })),
  ];
}

export function findOwnEntry(record: MyRecord, id: string): OwnEntry | undefined {
  const found = named(record).find(({ ids }) => ids.includes(id));
  if (found === undefined) return undefined;
  const addresses = found.ids.map(parseResourceId).filter((address) => address !== undefined);
  return addresses.length === 0 ? undefined : { id, name: found.name, addresses };
}
