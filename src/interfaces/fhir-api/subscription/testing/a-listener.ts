/** A real HTTP listener that takes notifications, and a real websocket that hears them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Bundle, Parameters, ParametersParameter } from 'fhir/r4.js';

export interface Listener {
  readonly url: string;
  readonly taken: Bundle[];
  readonly authorizations: (string | undefined)[];
  /** What to answer from now on; `never` takes what comes and says nothing. */
  answerWith(status: number | 'never'): void;
  /** Of those that were never answered: how many came, and how many of them are over. */
  readonly unanswered: { came: number; ended: number };
  close(): Promise<void>;
}

export async function aListener(): Promise<Listener> {
  const taken: Bundle[] = [];
  const authorizations: (string | undefined)[] = [];
  let status: number | 'never' = 200;
  const unanswered = { came: 0, ended: 0 };
  const server = createServer((request, response) => {
    const pieces: Uint8Array[] = [];
    request.on('data', (piece: Uint8Array) => pieces.push(piece));
    request.on('end', () => {
      authorizations.push(request.headers.authorization);
      if (status === 'never') {
        unanswered.came++;
        response.on('close', () => void unanswered.ended++);
        return;
      }
      if (status < 300) taken.push(JSON.parse(Buffer.concat(pieces).toString('utf8')) as Bundle);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    taken,
    authorizations,
    unanswered,
    answerWith: (next) => {
      status = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function parametersOf(bundle: Bundle): readonly ParametersParameter[] {
  return (bundle.entry![0]!.resource as Parameters).parameter!;
}

export function kindOf(bundle: Bundle): string {
  return parametersOf(bundle).find(({ name }) => name === 'type')!.valueCode!;
}

/** Numbers of the events that a notification tells of. */
export function numbersOf(bundle: Bundle): number[] {
  return parametersOf(bundle)
    .filter(({ name }) => name === 'notification-event')
    .map(({ part }) => Number(part!.find(({ name }) => name === 'event-number')!.valueString));
}

/** What it is about, in the order told; nothing of an empty payload. */
export function fociOf(bundle: Bundle): string[] {
  return parametersOf(bundle)
    .filter(({ name }) => name === 'notification-event')
    .flatMap(({ part }) => part!.find(({ name }) => name === 'focus')?.valueReference?.reference ?? []);
}

/** Longer than anything here takes; what has not come by then does not come, and the test says what it waited for. */
const patienceMs = 30_000;

export async function until<T>(ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const late = AbortSignal.timeout(patienceMs);
  const isLate = new Promise<never>((_resolve, reject) => {
    late.addEventListener('abort', () => reject(new Error(`waited in vain for ${ask}`)));
  });
  isLate.catch(() => undefined);
  for (;;) {
    // What is asked may itself never answer.
    const found = await Promise.race([ask(), isLate]);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
