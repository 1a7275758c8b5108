/**
 * `npm run prove -- NAME [--count N] [--seed N] [--keep] [--timing] [--folder PATH]`: the long proofs. Each prints how often it tried and what it
 * found, and ends with a code other than 0 when a promise was broken, could not be tried, or its control did not fail.
 */
import { parseArgs } from 'node:util';
import { proveCost } from './prove/cost.ts';
import { proveFlat } from './prove/flat.ts';
import { proveKills } from './prove/kills.ts';
import { proveLog } from './prove/log.ts';
import { proveMutation } from './prove/mutation.ts';
import { provePowerCut } from './prove/power-cut.ts';
import type { ProofOptions } from './prove/proof-options.ts';
import { proveSoak } from './prove/soak.ts';
import { proveStandby } from './prove/standby.ts';
import { proveTamper } from './prove/tamper.ts';
import { proveTwinWorlds } from './prove/twin-worlds.ts';
import { proveUkCore } from './prove/uk-core.ts';

const proofs: Readonly<Record<string, { about: string; prove: (options: ProofOptions) => Promise<boolean> }>> = {
  kills: { about: 'kill -9 of the whole process tree, 50 times, while HL7 v2 comes in', prove: proveKills },
  mutation: { about: 'every clause of the access table taken out in turn', prove: proveMutation },
  cost: { about: 'what decision and log cost of each request, in processor time', prove: proveCost },
  flat: { about: 'the cost of one person in a region of 300 and of 30,000', prove: proveFlat },
  soak: { about: '30 minutes of mixed load (--count MINUTES)', prove: proveSoak },
  'twin-worlds': {
    about: '10,000 requests to two regions that differ in what is hidden; timing (--timing: that alone)',
    prove: proveTwinWorlds,
  },
  log: { about: 'a log of a million leaves is verified whole, and one person’s proof is made', prove: proveLog },
  tamper: { about: 'each kind of tampering with the log, 100 times, is noticed', prove: proveTamper },
  'power-cut': { about: '10 power cuts on a disk image (root, loop mounts)', prove: provePowerCut },
  standby: {
    about: 'the primary is killed under writes, a synchronous standby is promoted, a region goes on',
    prove: proveStandby,
  },
  'uk-core': { about: 'the examples of UK Core in --folder against its profiles', prove: proveUkCore },
};

function usage(): string {
  const lines = Object.entries(proofs).map(([known, { about }]) => `  ${known.padEnd(12)} ${about}`);
  return ['npm run prove -- NAME [--count N] [--seed N] [--keep] [--timing] [--folder PATH]', ...lines].join('\n');
}

function given() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        count: { type: 'string' },
        seed: { type: 'string' },
        keep: { type: 'boolean', default: false },
        timing: { type: 'boolean', default: false },
        folder: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch {
    return undefined;
  }
}

const isWholeNumber = (text: string | undefined): boolean => text === undefined || /^\d{1,9}$/.test(text);

async function run(): Promise<number> {
  const { positionals = [], values } = given() ?? {};
  if (values?.help === true) {
    console.log(usage());
    return 0;
  }
  const [name = ''] = positionals;
  const proof = Object.hasOwn(proofs, name) ? proofs[name] : undefined;
  if (values === undefined || proof === undefined || ![values.count, values.seed].every(isWholeNumber)) {
    console.error(usage());
    return 2;
  }
  const startedMs = performance.now();
  const isProven = await proof.prove({
    count: values.count === undefined ? undefined : Number(values.count),
    seed: Number(values.seed ?? Date.now() % 2 ** 31),
    keep: values.keep,
    timing: values.timing,
    folder: values.folder,
  });
  console.log(`\n${name}: ${isProven ? 'held' : 'NOT HELD'}, ${((performance.now() - startedMs) / 1000).toFixed(0)} s`);
  return isProven ? 0 : 1;
}

process.exitCode = await run();
