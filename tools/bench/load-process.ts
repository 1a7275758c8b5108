/** The load client, in a process of its own so that its processor time is not the region's. Jobs come by IPC. */
import { Pool } from 'undici';
import { mllpConnection } from '../prove/mllp-connection.ts';
import { numberedMessage } from '../prove/numbered-message.ts';
import { type HttpJob, type HttpRequest, type LoadJob, type LoadResult, type MllpJob, numberMark } from './load-job.ts';
import { Stopwatch } from './measure.ts';

interface Answer {
  readonly status: string;
  readonly bytes: number;
  readonly lines: number;
  readonly body: string;
}

interface Sent {
  readonly method: HttpRequest['method'];
  readonly path: string;
  readonly headers: string[];
  readonly body: string | null;
}

const timeoutMs = 60_000;
const lineFeed = 0x0a;

function linesIn(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, at + 1)) lines++;
  return lines;
}

/** `dispatch` and not `request`: a third less processor time, and the client runs on the same cores as what it measures. */
function ask(pool: Pool, sent: Sent, keeps: { readonly body: boolean; readonly lines: boolean }): Promise<Answer> {
  return new Promise((resolve) => {
    let status = 'no answer';
    let bytes = 0;
    let lines = 0;
    const chunks: Buffer[] = [];
    const end = (how: string): void =>
      resolve({ status: how, bytes, lines, body: keeps.body ? Buffer.concat(chunks).toString('utf8') : '' });
    pool.dispatch(sent, {
      onRequestStart: () => undefined,
      onResponseStart: (_controller, code) => {
        status = String(code);
      },
      onResponseData: (_controller, chunk) => {
        bytes += chunk.length;
        if (keeps.lines) lines += linesIn(chunk);
        if (keeps.body) chunks.push(chunk);
      },
      onResponseEnd: () => end(status),
      onResponseError: () => end(status === 'no answer' ? status : 'cut off'),
    });
  });
}

function sentOf({ method, path, headers, body }: HttpRequest): Sent {
  return { method, path, headers: Object.entries(headers).flat(), body: body ?? null };
}

function numbered(sent: Sent, number: number): Sent {
  const put = (text: string): string => text.replaceAll(numberMark, String(number));
  return {
    ...sent,
    path: put(sent.path),
    headers: sent.headers.map((text) => (text.includes(numberMark) ? put(text) : text)),
    body: sent.body === null ? null : put(sent.body),
  };
}

const isGood = (status: string): boolean => /^2\d\d$/.test(status);

async function loadHttp(job: HttpJob): Promise<Omit<LoadResult, 'clientMs'>> {
  const pool = new Pool(`http://127.0.0.1:${job.port}`, {
    connections: job.connections,
    pipelining: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  const requests = job.requests.map(sentOf);
  const keeps = { body: job.keepsBodies, lines: job.countsLines === true };
  const watch = new Stopwatch();
  const bodies: string[] = [];
  const statuses: string[] = [];
  let units = 0;
  let next = 0;
  const work = async (): Promise<void> => {
    while (watch.elapsedMs < job.seconds * 1000) {
      const at = next++;
      if (job.isOnce && at >= requests.length) return;
      const place = at % requests.length;
      const wanted = requests[place];
      if (wanted === undefined) return;
      const sent = job.firstNumber === undefined ? wanted : numbered(wanted, job.firstNumber + at);
      const startedMs = performance.now();
      const answer = await ask(pool, sent, keeps);
      watch.note(startedMs, answer.status, answer.bytes);
      if (isGood(answer.status)) units += keeps.lines ? answer.lines : (job.requests[place]?.units ?? 1);
      if (!job.keepsBodies) continue;
      bodies[at] = answer.body;
      statuses[at] = answer.status;
    }
  };
  await Promise.all(Array.from({ length: job.connections }, work));
  const timings = watch.timings();
  await pool.destroy();
  return { ...timings, bodies, statuses, units };
}

async function loadMllp(job: MllpJob): Promise<Omit<LoadResult, 'clientMs'>> {
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
  const timings = watch.timings();
  return { ...timings, bodies: [], statuses: [], units: timings.latenciesMs.length };
}

async function load(job: LoadJob): Promise<LoadResult> {
  const before = process.cpuUsage();
  const result = job.kind === 'http' ? await loadHttp(job) : await loadMllp(job);
  const { user, system } = process.cpuUsage(before);
  return { ...result, clientMs: (user + system) / 1000 };
}

process.on('message', (job: LoadJob) => {
  load(job).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
