/** What lies above each concept, by any way: computed once when a release is loaded. */

/** `parents` by place in the release. A circle, which no sound release has, ends and leaves the concept out of its own ancestors. */
export function ancestorsOf(parents: readonly (readonly number[])[], place: number): number[] {
  const reached = new Set<number>(parents[place] ?? []);
  for (const above of reached) for (const further of parents[above] ?? []) reached.add(further);
  reached.delete(place);
  return [...reached].sort((one, other) => one - other);
}
