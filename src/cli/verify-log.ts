/** `verify-log`: checks a downloaded access log offline, or the whole log of this region. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { type Finding, type LogReport, verdictSentences, verifyLogFile, verifyWholeLog } from '#audit';
import { logOriginOf } from '../open-log-keys.ts';
import { CommandFailed, configOf, print, succeeded } from './command-line.ts';
import { commandFault } from './faults.ts';
import { openLogDatabase } from './open-log-database.ts';

interface VerifyLogOptions {
  readonly key: readonly string[];
  readonly earlier?: string;
  readonly json?: boolean;
  readonly region?: boolean;
  readonly checkpoint: readonly string[];
}

const marks: Readonly<Record<Finding['state'], string>> = { holds: 'ok   ', note: 'note ', broken: 'WRONG' };
const exitCodes: Readonly<Record<LogReport['verdict'], number>> = {
  complete: 0,
  unvouched: 3,
  broken: 1,
  unreadable: 1,
};

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => {
    throw new CommandFailed(commandFault('CLI-010', [{ place: path, rule: 'must be a file that can be read' }]));
  });
}

/** A key, or a file with a key on each line. */
async function readKeys(given: readonly string[]): Promise<string[]> {
  const texts: string[] = [];
  for (const one of given) texts.push(/^[^\s+]+\+[0-9a-f]{8}\+/.test(one) ? one : await readText(one));
  return texts.flatMap((text) => text.split(/\s+/)).filter((line) => line !== '');
}

async function verifyFile(path: string, options: VerifyLogOptions): Promise<void> {
  const earlierText = options.earlier === undefined ? {} : { earlierText: await readText(options.earlier) };
  const report = await verifyLogFile({
    text: await readText(path),
    trustedKeys: await readKeys(options.key),
    ...earlierText,
  });
  const { verdict, findings } = report;
  if (options.json === true) print(JSON.stringify({ verdict, says: verdictSentences[verdict], findings }));
  else {
    for (const { state, says } of findings) print(`${marks[state]} ${says}`);
    print(verdictSentences[verdict]);
  }
  process.exitCode = exitCodes[verdict];
}

/** This region's whole log, against what its keys directory kept and what is given besides. */
async function verifyOwnRegion(options: VerifyLogOptions): Promise<void> {
  const config = configOf();
  const database = await openLogDatabase(config);
  try {
    const outsideNotes: string[] = [];
    for (const path of options.checkpoint) outsideNotes.push(await readText(path));
    const report = succeeded(
      await verifyWholeLog({
        database,
        keysDirectory: config.keysDirectory,
        origin: logOriginOf(config),
        keys: await readKeys(options.key),
        outsideNotes,
      }),
    );
    if (options.json === true) print(JSON.stringify(report));
    else {
      for (const { state, says } of report.findings) print(`${marks[state]} ${says}`);
      const { leaves, entries, checkpoints } = report;
      print(`${leaves} leaves of ${entries} entries, ${checkpoints} checkpoints compared.`);
      print(report.isWhole ? 'The log is whole.' : 'The log does not verify: docs/runbooks/the-log-does-not-verify.md');
    }
    process.exitCode = report.isWhole ? 0 : 1;
  } finally {
    await database.close();
  }
}

async function run(path: string | undefined, options: VerifyLogOptions): Promise<void> {
  if (options.region === true) return verifyOwnRegion(options);
  if (path === undefined)
    throw new CommandFailed(commandFault('CLI-009', [{ place: 'file', rule: 'name one, or --region' }]));
  return verifyFile(path, options);
}

const another = (one: string, all: string[]): string[] => [...all, one];

export function addVerifyLogCommand(program: Command): void {
  program
    .command('verify-log')
    .description('check a downloaded access log, without asking anybody')
    .argument('[file]', 'the file that was downloaded under "Who has looked at my record"')
    .option(
      '--key <key>',
      'a verifier key that you trust, or a file of them',
      (one, all: string[]) => [...all, one],
      [],
    )
    .option('--earlier <file>', 'a file that was downloaded before: does the log go on from it?')
    .option('--region', 'the whole log of this region, made again from its entries')
    .option('--checkpoint <file>', 'with --region: a checkpoint that was kept elsewhere, by a witness', another, [])
    .option('--json', 'print JSON')
    .action(run);
}
