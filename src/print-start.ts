/** What the terminal shows while a region starts: a progress bar where there is a terminal, plain lines elsewhere. */
import { Presets, SingleBar } from 'cli-progress';
import type { DemoProgress } from '#demo';
import type { StartedRegion } from './start-region.ts';

const write = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

function countsText(progress: DemoProgress): string {
  const { hl7v2, fhir, csv } = progress.sent;
  return `${hl7v2} HL7 v2 messages, ${fhir} FHIR Bundles, ${csv} CSV files, ${progress.refused} refused`;
}

/** Messages, Bundles and files that a person of the demo comes with, near enough for a bar. */
const deliveriesPerPerson = 19;

export function progressPrinter(people: number) {
  const total = Math.max(1, people * deliveriesPerPerson);
  const bar = process.stderr.isTTY
    ? new SingleBar({ format: 'Filing the demo region {bar} {percentage}% | {counts}', hideCursor: true }, Presets.rect)
    : undefined;
  let isStarted = false;
  return {
    show: (progress: DemoProgress): void => {
      const done = progress.sent.hl7v2 + progress.sent.fhir + progress.sent.csv;
      if (!isStarted) {
        isStarted = true;
        if (bar === undefined) process.stderr.write('Filing the demo region through its intakes ...\n');
        else bar.start(total, 0, { counts: '' });
      }
      bar?.update(Math.min(done, total - 1), { counts: countsText(progress) });
    },
    finish: (progress: DemoProgress | undefined): void => {
      bar?.stop();
      if (progress !== undefined) write(`Filed ${progress.people} people: ${countsText(progress)}.`);
    },
  };
}

export function printReady(started: StartedRegion, tookMs: number): void {
  const { publicUrl, mllpPort, demo } = started;
  write('');
  write(`Goldthread is ready after ${(tookMs / 1000).toFixed(1)} s.`);
  write(`  Staff               ${publicUrl}/staff`);
  write(`  Patients and carers ${publicUrl}/my`);
  write(`  FHIR R4             ${publicUrl}/fhir/metadata`);
  write(`  HL7 v2 over MLLP    127.0.0.1:${mllpPort}`);
  if (demo === undefined) return;
  write('');
  write('Everybody here is invented. Sign in by choosing one of these; there is no password:');
  for (const account of demo.staff) {
    const role =
      account.staff === undefined ? account.kind : `${account.staff.roleName}, ${account.staff.organisationName}`;
    write(`  ${account.name.padEnd(24)} ${account.personName.padEnd(28)} ${role}`);
  }
  write('');
  write('Try: as walk-in-nurse find NHS number 999 000 0018, then sign in as patient-a1 and see who has looked.');
}
