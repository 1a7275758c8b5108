/** `quarantine list | show | replay`: messages that could not be filed. */
import type { Command } from 'commander';
import { askOperator } from './ask-operator.ts';
import { print } from './command-line.ts';

interface Quarantined {
  readonly number: number;
  readonly sender: string;
  readonly controlId: string;
  readonly trigger: string;
  readonly receivedMs: number;
  readonly reasonCode: string;
  readonly place: string;
  readonly rule: string;
}

function line(message: Quarantined): string {
  const received = new Date(message.receivedMs).toISOString();
  return `${message.number}  ${received}  ${message.sender}  ${message.trigger}  ${message.reasonCode} ${message.place}: ${message.rule}`;
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
    .argument('<number>')
    .option('--json', 'print JSON')
    .action(async (number: string, options: { json?: boolean }) => {
      const message = await askOperator<Quarantined & { text: string }>(`quarantine/${Number(number)}`);
      print(
        options.json === true ? JSON.stringify(message) : `${line(message)}\n\n${message.text.replaceAll('\r', '\n')}`,
      );
    });
  quarantine
    .command('replay')
    .description('file it again, after what was wrong has been mended')
    .argument('<number>')
    .option('--confirm', 'also when a later message about the same matter was filed')
    .option('--json', 'print JSON')
    .action(async (number: string, options: { confirm?: boolean; json?: boolean }) => {
      const confirm = options.confirm === true ? '?confirm=yes' : '';
      const result = await askOperator<{ state: string }>(`quarantine/${Number(number)}/replay${confirm}`, 'POST');
      print(options.json === true ? JSON.stringify(result) : `Message ${number} is now ${result.state}.`);
    });
}
