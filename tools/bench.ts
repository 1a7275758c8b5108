/**
 * `npm run bench -- [--seconds N] [--only NAME]... [--synthea FOLDER] [--json]`: what this machine does, each figure
 * beside its floor of the same run. No figure is ever asserted; answers that were not what was asked for are.
 */
import { parseArgs } from 'node:util';
import { failuresOf, reportText } from './bench/report.ts';
import { type Group, groups, runBench } from './bench/run-bench.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    only: { type: 'string', multiple: true, default: [] },
    synthea: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const unknown = values.only.filter((name) => !(groups as readonly string[]).includes(name));
if (unknown.length > 0 || !(Number(values.seconds) > 0)) {
  console.error(`npm run bench -- [--seconds N] [--only ${groups.join('|')}]... [--synthea FOLDER] [--json]`);
  process.exitCode = 2;
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
