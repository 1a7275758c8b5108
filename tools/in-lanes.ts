export type Piece<T> = () => Promise<T>;

/**
 * Two pieces of work at a time, for the two cores that the project counts on, and beside them one of those that mostly wait. Each in
 * its order; who has nothing left takes from those that wait.
 */
export async function inLanes<T>(busy: readonly Piece<T>[], waiting: readonly Piece<T>[] = []): Promise<T[]> {
  const [busyLeft, waitingLeft] = [[...busy], [...waiting]];
  const results: T[] = [];
  const lane = async (...queues: Piece<T>[][]): Promise<void> => {
    const next = () => queues.find(({ length }) => length > 0)?.shift();
    for (let piece = next(); piece !== undefined; piece = next()) results.push(await piece());
  };
  await Promise.all([lane(busyLeft, waitingLeft), lane(busyLeft, waitingLeft), lane(waitingLeft)]);
  return results;
}
