/** `npx goldthread COMMAND`. */
import { Command, CommanderError } from 'commander';
import { addBackupCommands } from './backup.ts';
import { CommandFailed, faultText, tell, unexpectedText } from './command-line.ts';
import { addDoctorCommand } from './doctor.ts';
import { addHl7Command } from './hl7-send.ts';
import { addImportCommand } from './import.ts';
import { addQuarantineCommand } from './quarantine.ts';
import { addTerminologyCommand } from './terminology.ts';
import { addTokenCommand } from './token.ts';
import { addValidateCommand } from './validate.ts';
import { addVerifyLogCommand } from './verify-log.ts';

const program = new Command('goldthread')
  .description('Goldthread: a shared health and care record')
  .exitOverride()
  .showHelpAfterError();
addTokenCommand(program);
addImportCommand(program);
addHl7Command(program);
addQuarantineCommand(program);
addTerminologyCommand(program);
addBackupCommands(program);
addDoctorCommand(program);
addValidateCommand(program);
addVerifyLogCommand(program);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommandFailed) {
    tell(faultText(error.fault));
    process.exitCode = 1;
  } else if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    tell(unexpectedText(error));
    process.exitCode = 1;
  }
}
