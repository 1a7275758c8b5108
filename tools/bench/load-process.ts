/** The load client, in a process of its own so that its processor time is not the region's. Jobs come by IPC. */
import { Agent, request as httpRequest } from 'node:http';
import { mllpConnection } from '../prove/mllp-connection.ts';
import { numberedMessage } from '../prove/numbered-message.ts';
import type { HttpJob, HttpRequest, LoadJob, LoadResult, MllpJob } from './load-job.ts';
import { Stopwatch } from './measure.ts';

interface Answer {
  readonly status: string;
  readonly body: Buffer;
}

const timeoutMs = 60_000;

function ask(port: number, agent: Agent, wanted: HttpRequest): Promise<Answer> {
  return new Promise((resolve) => {
    const length = wanted.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(wanted.body)) };
    const sent = httpRequest(
      {
        host: '127.0.0.1',
        port,
        agent,
        method: wanted.method,
        path: wanted.path,
        headers: { ...wanted.headers, ...length },
        timeout: timeoutMs,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: String(response.statusCode), body: Buffer.concat(chunks) }));
        response.on('error', () => resolve({ status: 'cut off', body: Buffer.alloc(0) }));
      },
    );
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => resolve({ status: 'no answer', body: Buffer.alloc(0) }));
    sent.end(wanted.body);
  });
}

async function loadHttp(job: HttpJob): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: job.connections });
  const watch = new Stopwatch();
  const bodies: string[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (watch.elapsedMs < job.seconds * 1000) {
      const at = next++;
      if (job.isOnce && at >= job.requests.length) return;
      const wanted = job.requests[at % job.requests.length];
      if (wanted === undefined) return;
      const startedMs = performance.now();
      const answer = await ask(job.port, agent, wanted);
      watch.note(startedMs, answer.status, answer.body.length);
      if (job.keepsBodies) bodies.push(answer.body.toString('utf8'));
    }
  };
  await Promise.all(Array.from({ length: job.connections }, work));
  agent.destroy();
  return { ...watch.timings(), bodies };
}

async function loadMllp(job: MllpJob): Promise<LoadResult> {
  const watch = new Stopwatch();
  const work = async (sender: string): Promise<void> => {
    const connection = mllpConnection(job.port);
    for (let number = job.firstNumber; watch.elapsedMs < job.seconds * 1000; number++) {
      const message = numberedMessage(sender, number);
      const startedMs = performance.now();
      const code = await connection.send(message.bytes, message.controlId, timeoutMs);
      watch.note(startedMs, code ?? 'no answer', 0);
    }
    connection.close();
  };
  await Promise.all(job.senders.map(work));
  return { ...watch.timings(), bodies: [] };
}

process.on('message', (job: LoadJob) => {
  const loading = job.kind === 'http' ? loadHttp(job) : loadMllp(job);
  loading.then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
