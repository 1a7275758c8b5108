/** Run as a process of its own by `kills.db.test.ts`: appends and derives without end, and prints what it has a receipt for. */
import { writeSync } from 'node:fs';
import { systemClock } from '#kernel/clock.ts';
import { createLog, openDatabase } from '#platform';
import { createAudit } from '../create-audit.ts';
import { aRequest, aSealedValue } from './a-sealed-value.ts';

const applicationUrl = process.argv[2]!;
const log = createLog({ level: 'silent' });
const database = openDatabase({ ownerUrl: applicationUrl, applicationUrl, poolSize: 3, log });
const audit = createAudit({ database, clock: systemClock, log });

async function append(caller: number): Promise<never> {
  for (let count = 0; ; count++) {
    const request = aRequest();
    const sealed = aSealedValue(request, 'x', { persons: [1 + ((caller + count) % 7)] });
    const outcome = await audit.recordDisclosure(request, [sealed]);
    if (outcome.ok) writeSync(1, `${outcome.value.entry} ${request.requestId}\n`);
  }
}

async function derive(): Promise<never> {
  for (;;) await audit.deriveLeaves();
}

await Promise.all([derive(), ...Array.from({ length: 8 }, (_, caller) => append(caller))]);
