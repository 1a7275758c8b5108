/** What lies above or below some resources (R4 3.1.1.4.14), level by level, over what the caller may see and nothing else. */
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { recordFault } from '../../faults.ts';
import type { HierarchyChain, HierarchyLevel, ReadSearch } from '../search-criterion.ts';
import { addressesOf, chainMax, type InnerMatches, leadingTo, targetsOf, tooWide } from './chain-ends.ts';

const depthMax = 30;

const tooDeep = recordFault('RECORD-015', [
  { place: 'query', rule: `a hierarchy is followed through at most ${depthMax} levels` },
]);

type FindInner = (search: ReadSearch) => Promise<Outcome<InnerMatches>>;

/** The next level: those whose parent is one of these, or the parents of these. */
async function stepFrom(
  direction: HierarchyChain['direction'],
  { type, parent, idDefinition, search }: HierarchyLevel,
  from: ReadonlySet<string>,
  find: FindInner,
): Promise<Outcome<ReadonlySet<string>>> {
  const definition = direction === 'below' ? parent : idDefinition;
  const inner = await find({ ...search, criteria: [leadingTo(definition, from, type)] });
  if (!inner.ok) return inner;
  const { matches } = inner.value;
  return ok(
    direction === 'below' ? addressesOf(matches, type) : targetsOf(matches, { search, code: parent.code }, type),
  );
}

/** Each is met once, so a hierarchy that runs in a circle ends. Fault RECORD-015. */
export async function followHierarchy(
  { direction, levels }: HierarchyChain,
  find: FindInner,
): Promise<Outcome<ReadonlySet<string>>> {
  const met = new Set<string>();
  for (const level of levels) {
    let from: ReadonlySet<string> = new Set(level.starts);
    for (const one of from) met.add(one);
    for (let depth = 0; from.size > 0; depth++) {
      if (depth > depthMax) return failed(tooDeep);
      const found = await stepFrom(direction, level, from, find);
      if (!found.ok) return found;
      const fresh = new Set([...found.value].filter((one) => !met.has(one)));
      for (const one of fresh) met.add(one);
      if (met.size > chainMax) return failed(tooWide);
      from = fresh;
    }
  }
  return ok(met);
}
