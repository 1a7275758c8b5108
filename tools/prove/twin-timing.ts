/**
 * Five routes take the same time whether something is hidden or not: an interleaved Welch test, |t| below 4.5, of 10,000
 * answers a side. What could favour one side is left to chance, anew for each of 100 blocks: a block has its own worlds,
 * built in an order that is drawn, and each round asks all worlds once, in an order that is drawn.
 *
 * Two equal worlds differ by where they happen to lie in memory: measured, by some 40 microseconds, as much again in the next
 * block and the other way round. Ten thousand answers of one pair of worlds are therefore not ten thousand samples, and t is
 * taken over blocks; what it would be with each answer for itself is printed beside it. Three views, settled beforehand, and
 * each must hold: all answers, and the fastest 95 and 50 percent of both sides together.
 *
 * The proof is no better than what it can see, and says so itself: two equal worlds must not be told apart, and one that
 * takes 60 microseconds longer on purpose must be.
 */
import { type Asked, askWorld } from '../../tests/twin-worlds/ask-both.ts';
import { type TimedWorld, timedWorlds, type WorldsToTime, worldsToTime } from '../../tests/twin-worlds/file-worlds.ts';
import { seededRandom } from './random.ts';
import { type Block, compareBlocks } from './welch.ts';

const tMost = 4.5;
const blockCount = 100;
const warmUpRounds = 12;
const longerByUs = 60;
const views = [
  { name: 'all', share: 1 },
  { name: 'fastest 95 %', share: 0.95 },
  { name: 'fastest half', share: 0.5 },
] as const;

/** Microseconds of each answer, by world. */
type Samples = Record<TimedWorld, number[]>;

function routesTo({ shared, hidden }: WorldsToTime): readonly Asked[] {
  const patient = shared.find((address) => address.startsWith('Patient/'))!;
  const condition = shared.find((address) => address.startsWith('Condition/'))!;
  const get = (caller: Asked['caller'], url: string): Asked => ({ caller, question: { method: 'GET', url } });
  return [
    get('gp', `/fhir/${condition}`),
    get('gp', `/fhir/Observation?patient=${patient}`),
    get('gp', `/fhir/${patient}/$everything`),
    get('nurse', `/staff/people/${patient.split('/')[1]}`),
    get('gp', `/fhir/${hidden[0]}`),
  ];
}

async function takeTimes(
  { worlds }: WorldsToTime,
  asked: Asked,
  { rounds, order }: { readonly rounds: number; readonly order: () => readonly TimedWorld[] },
): Promise<Samples> {
  const samples: Samples = { plain: [], alike: [], longer: [], full: [] };
  for (let round = -warmUpRounds; round < rounds; round++)
    for (const name of order()) {
      const startedMs = performance.now();
      await askWorld(worlds[name], asked);
      const tookUs = (performance.now() - startedMs) * 1000;
      if (round >= 0) samples[name].push(tookUs);
    }
  return samples;
}

interface Verdict {
  readonly isApart: boolean;
  readonly lines: readonly string[];
}

function compare(blocks: readonly Samples[], other: TimedWorld): Verdict {
  const pairs = blocks.map((samples): Block => ({ one: samples.plain, other: samples[other] }));
  const found = views.map(({ name, share }) => {
    const { t, tOfSamples, means, counts, difference, plusMinus } = compareBlocks(pairs, share);
    const [one, more] = means.map((us) => (us / 1000).toFixed(3));
    const bounds = `${(difference - plusMinus).toFixed(1)} to ${(difference + plusMinus).toFixed(1)}`;
    const line =
      `${name.padEnd(13)}${one} and ${more} ms, ${counts.join(' and ')} samples, ${difference.toFixed(1)} us ` +
      `(95 %: ${bounds}), t ${t.toFixed(2)} (each sample for itself ${tOfSamples.toFixed(2)})`;
    return { line, isApart: Math.abs(t) >= tMost };
  });
  return { isApart: found.some(({ isApart }) => isApart), lines: found.map(({ line }) => line) };
}

function proveRoute(blocks: readonly Samples[], url: string): boolean {
  const compared = [
    { name: 'control, two equal worlds', other: 'alike', isToBeApart: false },
    { name: `planted leak of ${longerByUs} us`, other: 'longer', isToBeApart: true },
    { name: 'without and with what is hidden', other: 'full', isToBeApart: false },
  ] as const;
  console.log(url);
  let isHeld = true;
  for (const { name, other, isToBeApart } of compared) {
    const { isApart, lines } = compare(blocks, other);
    const words = isToBeApart ? ['NOT FOUND: this machine is too busy to say', 'found'] : ['held', 'TOLD APART'];
    console.log(`  ${name}: ${words[Number(isApart)]}`);
    for (const line of lines) console.log(`    ${line}`);
    isHeld &&= isApart === isToBeApart;
  }
  return isHeld;
}

export async function proveTimes(
  keysDirectory: string,
  { samples, seed }: { readonly samples: number; readonly seed: number },
): Promise<boolean> {
  const random = seededRandom(seed);
  const order = (): readonly TimedWorld[] => random.shuffle(timedWorlds);
  const rounds = Math.ceil(samples / blockCount);
  const blocksByUrl = new Map<string, Samples[]>();
  for (let block = 0; block < blockCount; block++) {
    const built = await worldsToTime(keysDirectory, { order: order(), longerByUs });
    try {
      for (const asked of random.shuffle(routesTo(built))) {
        const url = `${asked.caller} ${asked.question.url}`;
        blocksByUrl.set(url, [...(blocksByUrl.get(url) ?? []), await takeTimes(built, asked, { rounds, order })]);
      }
    } finally {
      await built.close();
    }
  }
  console.log(`timing, ${blockCount} blocks of worlds, seed ${seed}; without and with:`);
  return [...blocksByUrl].map(([url, blocks]) => proveRoute(blocks, url)).every((isSo) => isSo);
}
