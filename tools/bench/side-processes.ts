/** The processes beside the region: the load client and the floor of HTTP. Both end with this one. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { FloorDatabase } from './floor-work.ts';
import type { LoadJob, LoadResult } from './load-job.ts';

export interface SideProcesses {
  readonly floorPort: number;
  readonly floorProcessId: number;
  load(job: LoadJob): Promise<LoadResult>;
  /** Opens the paths of the floor that need a database: they use the tables of the database's floors. */
  openFloorDatabase(floor: FloorDatabase): Promise<void>;
  /** Once what it still owes is done: its tables may go then. */
  closeFloorDatabase(): Promise<void>;
  stop(): void;
}

async function messageOf<T>(child: ChildProcess): Promise<T> {
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    const [message] = (await Promise.race([
      once(child, 'message', { signal }),
      once(child, 'exit', { signal }).then(() => [{ error: 'a process beside the region ended' }]),
    ])) as [T | { error: string }];
    if (typeof message === 'object' && message !== null && 'error' in message) throw new Error(message.error);
    return message as T;
  } finally {
    waiting.abort();
  }
}

export async function startSideProcesses(): Promise<SideProcesses> {
  const floor = fork(new URL('./floor-server.ts', import.meta.url));
  const client = fork(new URL('./load-process.ts', import.meta.url), { serialization: 'advanced' });
  const { port } = await messageOf<{ port: number }>(floor);
  return {
    floorPort: port,
    floorProcessId: floor.pid ?? 0,
    load: (job) => {
      client.send(job);
      return messageOf<LoadResult>(client);
    },
    openFloorDatabase: async (database) => {
      floor.send(database);
      await messageOf(floor);
    },
    closeFloorDatabase: async () => {
      floor.send('close');
      await messageOf(floor);
    },
    stop: () => {
      client.disconnect();
      floor.disconnect();
    },
  };
}
