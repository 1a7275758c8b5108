/** The name in `names` that takes the fewest letters to change into `name`. Throws when `names` is empty. */
export function nearestName(name: string, names: readonly string[]): string {
  const [first, ...others] = names;
  if (first === undefined) throw new Error('there is no name to be near to');
  let nearest = first;
  let nearestDistance = editDistance(name, first);
  for (const candidate of others) {
    const distance = editDistance(name, candidate);
    if (distance < nearestDistance) {
      nearest = candidate;
      nearestDistance = distance;
    }
  }
  return nearest;
}

/** Levenshtein distance: letters inserted, removed or exchanged. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const exchange = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const removal = (previous[column] ?? 0) + 1;
      const insertion = (current[column - 1] ?? 0) + 1;
      current.push(Math.min(exchange, removal, insertion));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
