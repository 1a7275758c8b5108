/** The validator alone, in this process: every resource of the Bundles, parsed anew each time; the floor is that parsing. */
import { loadFhirDefinitions } from '#fhir/definitions.ts';
import { createResourceValidator } from '#fhir/validate-resource.ts';
import { type Bench, type Figure, lesserSeconds, makeFigure } from './figure.ts';
import { sliceCount } from './measure.ts';

const warmUpRounds = 3;

export async function validateFigures(bench: Bench): Promise<Figure[]> {
  const validate = createResourceValidator(loadFhirDefinitions());
  const texts = bench.bundles.flatMap(({ resources }) => resources);
  const latenciesMs: number[] = [];
  const slices = Array.from({ length: sliceCount }, () => 0);
  let parseMs = 0;
  let validateMs = 0;
  let nodeMs = 0;
  const answers: Record<string, number> = {};
  const untilMs = lesserSeconds(bench) * 1000;
  for (let round = 0; round < warmUpRounds || validateMs + parseMs < untilMs; round++) {
    const parseStartedMs = performance.now();
    const resources = texts.map((text) => JSON.parse(text) as unknown);
    const parsedMs = performance.now();
    const before = process.cpuUsage();
    let flaws = 0;
    for (const resource of resources) flaws += validate(resource).length;
    const { user, system } = process.cpuUsage(before);
    if (round < warmUpRounds) continue;
    const took = performance.now() - parsedMs;
    parseMs += parsedMs - parseStartedMs;
    validateMs += took;
    nodeMs += (user + system) / 1000;
    latenciesMs.push(took / texts.length);
    slices[latenciesMs.length % sliceCount]!++;
    // Of what is filed as right: a flaw is no answer that was asked for.
    const answer = flaws === 0 ? '200' : `${flaws} flaws`;
    answers[answer] = (answers[answer] ?? 0) + 1;
  }
  const rounds = latenciesMs.length;
  const spec = {
    name: 'validation of a resource, without its filing',
    connections: 1,
    unit: 'resource',
    floors: async () => [
      {
        name: 'JSON.parse of it',
        leavesOut: 'every rule',
        perSecond: (rounds * texts.length * 1000) / parseMs,
        plusMinus: Number.NaN,
      },
    ],
  };
  const timings = { latenciesMs, tookMs: validateMs, slices, answers, answerBytes: 0 };
  return [await makeFigure(spec, { timings, processor: { nodeMs, postgresMs: 0 }, units: rounds * texts.length })];
}
