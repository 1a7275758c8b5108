/** `hl7 send`: sends messages to a listener, one after another, and prints each acknowledgement. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { sendOverMllp } from '../interfaces/mllp/index.ts';
import { CommandFailed, configOf, print, wholeNumber } from './command-line.ts';
import { commandFault } from './faults.ts';

interface SendOptions {
  readonly host?: string;
  readonly port?: number;
  readonly json?: boolean;
}

async function* readFiles(paths: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const path of paths) {
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined)
      throw new CommandFailed(commandFault('CLI-004', [{ place: path, rule: 'cannot be read' }]));
    yield bytes;
  }
}

async function run(paths: readonly string[], options: SendOptions): Promise<void> {
  const config = configOf();
  const host = options.host ?? config.mllpHost;
  const port = options.port ?? config.mllpPort;
  let accepted = 0;
  for await (const reply of sendOverMllp({ host, port, timeoutMs: 30_000, attempts: 3 }, readFiles(paths))) {
    if (!reply.ok) throw new CommandFailed(reply.fault);
    const { messageControlId, code, bytes } = reply.value;
    if (code === 'AA') accepted++;
    const text = Buffer.from(bytes).toString('utf8');
    print(
      options.json === true
        ? JSON.stringify({ messageControlId, code, acknowledgement: text })
        : text.replaceAll('\r', '\n').trimEnd(),
    );
  }
  if (accepted < paths.length)
    throw new CommandFailed(
      commandFault('CLI-005', [
        { place: 'messages', rule: `${paths.length - accepted} of ${paths.length} were not accepted` },
      ]),
    );
}

export function addHl7Command(program: Command): void {
  const hl7 = program.command('hl7').description('HL7 v2 messages');
  hl7
    .command('send')
    .description('send messages to a listener and print each acknowledgement')
    .argument('<files...>', 'one message in each')
    .option('--host <host>', 'where the listener is (this region’s own)')
    .option('--port <port>', 'its port', wholeNumber(1, 65_535))
    .option('--json', 'print JSON lines')
    .action(run);
}
