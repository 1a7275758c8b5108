/**
 * `npm run bench -- [--seconds N] [--only NAME]... [--synthea FOLDER] [--json]`: what this machine does, each figure
 * beside its floor of the same run. No figure is ever asserted; answers that were not what was asked for are.
 */
import { parseArgs } from 'node:util';
import { failuresOf, reportText } from './bench/report.ts';
import { type Group, groups, runBench } from './bench/run-bench.ts';

const usage = `npm run bench -- [--seconds N] [--only ${groups.join('|')}]... [--synthea FOLDER] [--json]

  --seconds N       how long each load that has an aim goes on after its warm-up; 5 when left out.
                    60 for figures to be quoted: all of them take 25 minutes
  --only GROUP      this group of figures; may be said again; all when left out
  --synthea FOLDER  files these Bundles (.json, .json.gz) in place of generated ones
  --json            the figures as JSON`;

function optionsGiven() {
  try {
    const { values } = parseArgs({
      options: {
        seconds: { type: 'string', default: '5' },
        only: { type: 'string', multiple: true, default: [] },
        synthea: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const isKnown = values.only.every((name) => (groups as readonly string[]).includes(name));
    return isKnown && Number(values.seconds) > 0 ? values : undefined;
  } catch {
    return undefined;
  }
}

const values = optionsGiven();
if (values === undefined) {
  console.error(usage);
  process.exitCode = 2;
} else if (values.help) {
  console.log(usage);
} else {
  const startedMs = performance.now();
  const report = await runBench({
    seconds: Number(values.seconds),
    only: values.only as Group[],
    syntheaFolder: values.synthea,
    tell: (words) => process.stderr.write(`${((performance.now() - startedMs) / 1000).toFixed(0)} s  ${words}\n`),
  });
  console.log(values.json ? JSON.stringify(report, undefined, 2) : reportText(report));
  process.exitCode = failuresOf(report.figures).length === 0 ? 0 : 1;
}
