/** `quarantine list | show | replay`: messages that could not be filed. */
import type { Command } from 'commander';
import type { Fault } from '#kernel/fault.ts';
import { askOperator } from './ask-operator.ts';
import { faultText, print } from './command-line.ts';

interface Quarantined {
  readonly id: string;
  readonly sender: string;
  readonly controlId: string;
  readonly trigger: string;
  readonly state: string;
  readonly receivedMs: number;
  readonly reason?: Fault;
}

function line(message: Quarantined): string {
  const received = new Date(message.receivedMs).toISOString();
  const reason = message.reason === undefined ? '' : faultText(message.reason).replaceAll('\n', ' ');
  return `${message.id}  ${received}  ${message.sender}  ${message.trigger}  ${message.state}  ${reason}`;
}

export function addQuarantineCommand(program: Command): void {
  const quarantine = program.command('quarantine').description('messages that could not be filed');
  quarantine
    .command('list')
    .description('what waits, oldest first')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      const messages = await askOperator<readonly Quarantined[]>('quarantine');
      if (options.json === true) print(JSON.stringify(messages));
      else print(messages.length === 0 ? 'Nothing is in quarantine.' : messages.map(line).join('\n'));
    });
  quarantine
    .command('show')
    .description('one message whole, with its reason; it holds patient data, and the look is logged')
    .argument('<id>')
    .option('--json', 'print JSON')
    .action(async (number: string, options: { json?: boolean }) => {
      const message = await askOperator<Quarantined & { text: string }>(`quarantine/${encodeURIComponent(number)}`);
      print(
        options.json === true ? JSON.stringify(message) : `${line(message)}\n\n${message.text.replaceAll('\r', '\n')}`,
      );
    });
  quarantine
    .command('replay')
    .description('file it again, after what was wrong has been mended')
    .argument('<id>')
    .option('--confirm', 'also when a later message about the same matter was filed')
    .option('--json', 'print JSON')
    .action(async (number: string, options: { confirm?: boolean; json?: boolean }) => {
      const confirm = options.confirm === true ? '?confirm=yes' : '';
      const result = await askOperator<{ state: string }>(
        `quarantine/${encodeURIComponent(number)}/replay${confirm}`,
        'POST',
      );
      print(options.json === true ? JSON.stringify(result) : `Message ${number} is now ${result.state}.`);
    });
  quarantine
    .command('discard')
    .description('settle one that needs no filing, such as one whose mended copy was filed; it is kept')
    .argument('<id>')
    .requiredOption('--reason <words>', 'why, without patient data')
    .action(async (number: string, { reason }: { reason: string }) => {
      await askOperator(`quarantine/${encodeURIComponent(number)}/discard`, 'POST', { reason });
      print(`Message ${number} is now discarded.`);
    });
}
