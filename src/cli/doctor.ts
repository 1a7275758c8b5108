/** `doctor`: what is wrong with this installation, in words. */
import { access, constants, stat, statfs } from 'node:fs/promises';
import { createConnection } from 'node:net';
import type { Command } from 'commander';
import { type Config, readConfig } from '#config';
import { systemClock } from '#kernel/clock.ts';
import { checkTlsFiles, tlsDaysLeft } from '../check-tls-files.ts';
import { askOperator } from './ask-operator.ts';
import { CommandFailed, faultText, print } from './command-line.ts';
import { examineIssuers } from './examine-issuers.ts';
import { commandFault } from './faults.ts';
import type { Finding } from './finding.ts';
import { type LogState, logFinding } from './log-finding.ts';

const leastNode = [22, 18] as const;
const leastFreeBytes = 2 * 1024 ** 3;

function nodeFinding(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isEnough = major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]);
  return {
    what: 'Node',
    state: isEnough ? 'ok' : 'wrong',
    says: `${process.versions.node}${isEnough ? '' : ': 22.18 or later is needed, run npm ci'}`,
  };
}

/** A real region names who reads what a practice without a privacy officer cannot. */
function privacyFindings({ isDemo, privacyOrganisation }: Config): Finding[] {
  if (isDemo || privacyOrganisation !== undefined) return [];
  const says =
    'GOLDTHREAD_PRIVACY_ORGANISATION is unset: where an organisation has no privacy officer, nobody reads that a person’s full protection opens to nobody';
  return [{ what: 'Unread alerts', state: 'note', says }];
}

function tlsFindings(config: Config): Finding[] {
  const checked = checkTlsFiles(config);
  if (!checked.ok) return [{ what: 'TLS', state: 'wrong', says: faultText(checked.fault) }];
  if (checked.value === undefined) return [];
  const { days, isSoon } = tlsDaysLeft(checked.value, systemClock);
  const says = days < 0 ? 'the certificate has run out' : `the certificate is good for ${days} days`;
  return [{ what: 'TLS', state: days < 0 ? 'wrong' : isSoon ? 'note' : 'ok', says }];
}

async function dataFindings(config: Config): Promise<Finding[]> {
  const directory = config.dataDirectory;
  const exists = await stat(directory).catch(() => undefined);
  if (exists === undefined)
    return [{ what: 'Data directory', state: 'note', says: `${directory} is made at the first start` }];
  const isWritable = await access(directory, constants.W_OK).then(
    () => true,
    () => false,
  );
  const disk = await statfs(directory);
  const free = disk.bavail * disk.bsize;
  const gigabytes = (free / 1024 ** 3).toFixed(1);
  return [
    {
      what: 'Data directory',
      state: isWritable ? 'ok' : 'wrong',
      says: isWritable ? directory : `${directory} cannot be written: change its owner`,
    },
    {
      what: 'Disk',
      state: free > leastFreeBytes ? 'ok' : 'wrong',
      says: `${gigabytes} GB free${free > leastFreeBytes ? '' : ': 2 GB at least are needed'}`,
    },
  ];
}

async function portFinding(what: string, host: string, port: number): Promise<Finding> {
  const answers = await new Promise<boolean>((resolve) => {
    const socket = createConnection({ host, port, timeout: 1000 });
    const end = (result: boolean) => (): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
  return {
    what,
    state: answers ? 'ok' : 'note',
    says: answers ? `${host}:${port} answers` : `nothing listens on ${host}:${port}: the region is not running`,
  };
}

interface Figures {
  readonly log: LogState;
  readonly intake: Readonly<Record<'pending' | 'quarantined' | 'unsupported', number>>;
  readonly terminology: readonly {
    readonly type: string;
    readonly url: string;
    readonly version: string;
    readonly conceptCount?: number;
  }[];
  readonly hashing: { readonly version: number; readonly isCurrent: boolean; readonly looked: number };
  readonly clock: { readonly aheadMs: number };
  readonly subscriptions: Readonly<Record<'active' | 'failing' | 'off' | 'waitingEvents' | 'deadEvents', number>>;
}

/** The region counts so far and no further. */
const countedTo = 10_000;

function intakeFinding({ pending, quarantined, unsupported }: Figures['intake']): Finding {
  const [waiting, aside, unknown] = [pending, quarantined, unsupported].map((count) =>
    count < countedTo ? `${count}` : `${count} or more`,
  );
  const says = `${waiting} messages wait to be filed, ${aside} are in quarantine, ${unknown} are of kinds that are not filed`;
  return { what: 'Intake', state: 'ok', says };
}

/** The large code systems by name, the rest by number; nothing loaded is a note, since search below a concept needs it. */
function terminologyFinding(loaded: Figures['terminology']): Finding {
  const releases = loaded.filter(({ conceptCount }) => conceptCount !== undefined);
  const others = loaded.length - releases.length;
  const named = releases.map(({ url, version, conceptCount }) => `${url} ${version} (${conceptCount} concepts)`);
  const parts = [...named, ...(others === 0 ? [] : [`${others} from packages`])];
  return {
    what: 'Terminology',
    state: releases.some(({ url }) => url === 'http://snomed.info/sct') ? 'ok' : 'note',
    says:
      parts.length === 0
        ? 'only what HL7 publishes for R4: nothing is known of SNOMED CT, see docs/runbooks/load-terminology.md'
        : parts.join(', '),
  };
}

/** After an upgrade that changed how values are hashed. */
function hashingFinding({ version, isCurrent, looked }: Figures['hashing']): Finding {
  return {
    what: 'Search index',
    state: isCurrent ? 'ok' : 'note',
    says: isCurrent
      ? `hashed by version ${version}`
      : `being hashed anew by version ${version} after an upgrade (${looked} resources so far): searches are right, and slower, meanwhile`,
  };
}

/** Less is what a time service corrects by itself. */
const notableAheadMs = 5_000;

function clockFinding({ aheadMs }: Figures['clock']): Finding {
  const isAhead = aheadMs > notableAheadMs;
  return {
    what: 'Clock',
    state: isAhead ? 'wrong' : 'ok',
    says: isAhead
      ? `this machine’s was set back; the region goes on ${Math.round(aheadMs / 1000)} s ahead of it: see docs/runbooks/the-clock-is-wrong.md`
      : 'as this machine shows it',
  };
}

/** Where something listens and gives no answer, that is what is wrong: an authority that Node does not know, or another address. */
function unreachable(config: Config, error: unknown): Finding {
  const { cause } = error as { cause?: { code?: unknown } };
  const code = typeof cause?.code === 'string' ? ` (${cause.code})` : '';
  const says =
    `${config.publicUrl} gives no answer${code}, though its port does: check GOLDTHREAD_PUBLIC_URL, and name an ` +
    'authority of your own to Node with NODE_EXTRA_CA_CERTS';
  return { what: 'Region', state: 'wrong', says };
}

async function runningFindings(config: Config, isListening: boolean): Promise<Finding[]> {
  if (!isListening) return [];
  const ready = await fetch(`${config.publicUrl}/readyz`).catch((error: unknown) => unreachable(config, error));
  if (!(ready instanceof Response)) return [ready];
  const body = (await ready.json()) as { reason?: string };
  const state: Finding = {
    what: 'Region',
    state: ready.ok ? 'ok' : 'wrong',
    says: ready.ok ? 'ready' : `not ready: ${body.reason ?? 'unknown'}`,
  };
  try {
    const { log, intake, terminology, subscriptions, hashing, clock } = await askOperator<Figures>('figures');
    return [
      state,
      clockFinding(clock),
      logFinding(log),
      {
        what: 'Durability',
        state: log.durable ? 'ok' : 'wrong',
        says: log.durable
          ? 'fsync and full page writes are on'
          : 'fsync or full_page_writes is off: a power cut loses what was acknowledged',
      },
      intakeFinding(intake),
      terminologyFinding(terminology),
      hashingFinding(hashing),
      {
        what: 'Subscriptions',
        state: subscriptions.deadEvents > 0 || subscriptions.failing > 0 ? 'wrong' : 'ok',
        says:
          `${subscriptions.active} active, ${subscriptions.failing} whose hook fails, ${subscriptions.off} off; ` +
          `${subscriptions.waitingEvents} events wait, ${subscriptions.deadEvents} were given up`,
      },
    ];
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return [state, { what: 'Operator', state: 'wrong', says: faultText(error.fault) }];
  }
}

async function examine(): Promise<Finding[]> {
  const config = readConfig();
  if (!config.ok) return [nodeFinding(), { what: 'Configuration', state: 'wrong', says: faultText(config.fault) }];
  const web = await portFinding('Web', config.value.httpHost, config.value.httpPort);
  const warnings = config.value.warnings.map(
    (warning): Finding => ({ what: 'Configuration', state: 'note', says: warning }),
  );
  return [
    nodeFinding(),
    ...warnings,
    ...privacyFindings(config.value),
    ...tlsFindings(config.value),
    ...(await dataFindings(config.value)),
    web,
    await portFinding('HL7 v2', config.value.mllpHost, config.value.mllpPort),
    ...(await examineIssuers(config.value)),
    ...(await runningFindings(config.value, web.state === 'ok')),
  ];
}

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('what is wrong with this installation, in words')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      const findings = await examine();
      const marks = { ok: 'ok   ', note: 'note ', wrong: 'WRONG' } as const;
      if (options.json === true) print(JSON.stringify(findings));
      else for (const finding of findings) print(`${marks[finding.state]} ${finding.what}: ${finding.says}`);
      const wrong = findings.filter((finding) => finding.state === 'wrong');
      if (wrong.length > 0)
        throw new CommandFailed(
          commandFault(
            'CLI-007',
            wrong.map(({ what, says }) => ({ place: what, rule: says })),
          ),
        );
    });
}
