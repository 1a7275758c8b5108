/** Situations to try the table with: every pair of values, every pair around what is permitted, and the full product of what matters most. */
import { type Situation, type SituationInput, situationInputNames, situationInputs } from '../situation.ts';

type Values = Readonly<Record<SituationInput, readonly string[]>>;

const withUnknown: Values = Object.fromEntries(
  situationInputNames.map((input) => [input, [...situationInputs[input], 'unknown']]),
) as unknown as Values;

/** Where nothing stands in the way. */
export const plainSituation: Situation = {
  caller: 'staff',
  assurance: 'enough',
  agreement: 'active',
  activity: 'held',
  purpose: 'treatment',
  act: 'read',
  person: 'this',
  life: 'living',
  relationship: 'active',
  objection: 'none',
  ownEntries: 'none',
  connection: 'none',
  protection: 'none',
  claim: 'none',
  mayClaim: 'yes',
  mayBreakGlass: 'yes',
  mayOpenLongDead: 'no',
  proxy: 'none',
  place: 'open',
};

const bases: readonly Situation[] = [
  plainSituation,
  { ...plainSituation, relationship: 'none', claim: 'break-glass', purpose: 'emergency' },
  { ...plainSituation, relationship: 'none', claim: 'self-claimed' },
  { ...plainSituation, relationship: 'none', mayClaim: 'no', mayBreakGlass: 'no' },
  { ...plainSituation, caller: 'patient', agreement: 'not-needed', purpose: 'own-request', relationship: 'none' },
  { ...plainSituation, caller: 'proxy', agreement: 'not-needed', purpose: 'own-request', proxy: 'active' },
  { ...plainSituation, caller: 'system', agreement: 'not-needed', purpose: 'own-feed', relationship: 'none' },
  { ...plainSituation, caller: 'region' },
];

function* pairsOfInputs(): Generator<readonly [SituationInput, SituationInput]> {
  for (const [index, one] of situationInputNames.entries())
    for (const other of situationInputNames.slice(index + 1)) yield [one, other];
}

/** Every pair of values of every two inputs, around each base. */
export function* aroundThePermitted(): Generator<Situation> {
  for (const base of bases)
    for (const [one, other] of pairsOfInputs())
      for (const first of withUnknown[one])
        for (const second of withUnknown[other]) yield { ...base, [one]: first, [other]: second } as Situation;
}

const safetyCritical = [
  'caller',
  'objection',
  'claim',
  'relationship',
  'protection',
  'connection',
  'ownEntries',
  'life',
] as const satisfies readonly SituationInput[];

/** The full product of the inputs on which a person's safety rests, for each base. */
export function* fullProduct(): Generator<Situation> {
  let rows: Situation[] = [plainSituation];
  for (const input of safetyCritical)
    rows = rows.flatMap((row) => situationInputs[input].map((value) => ({ ...row, [input]: value }) as Situation));
  for (const row of rows) {
    if (row.caller === 'patient' || row.caller === 'proxy')
      yield { ...row, purpose: 'own-request', agreement: 'not-needed', proxy: 'active' };
    else if (row.caller === 'system') yield { ...row, purpose: 'own-feed', agreement: 'not-needed' };
    else yield row;
  }
}

function keyOf(one: string, first: string, other: string, second: string): string {
  return `${one}=${first}&${other}=${second}`;
}

function pairsIn(row: Situation): string[] {
  return [...pairsOfInputs()].map(([one, other]) => keyOf(one, row[one], other, row[other]));
}

export function allPairs(): Set<string> {
  const pairs = new Set<string>();
  for (const [one, other] of pairsOfInputs())
    for (const first of withUnknown[one])
      for (const second of withUnknown[other]) pairs.add(keyOf(one, first, other, second));
  return pairs;
}

/** The value of this input that covers most pairs with those chosen already. */
function bestValue(chosen: Partial<Situation>, input: SituationInput, uncovered: ReadonlySet<string>): string {
  let best = { value: withUnknown[input][0]!, score: -1 };
  for (const value of withUnknown[input]) {
    let score = 0;
    for (const other of Object.keys(chosen) as SituationInput[]) {
      const isFirst = situationInputNames.indexOf(other) < situationInputNames.indexOf(input);
      const held = chosen[other] as string;
      if (uncovered.has(isFirst ? keyOf(other, held, input, value) : keyOf(input, value, other, held))) score++;
    }
    if (score > best.score) best = { value, score };
  }
  return best.value;
}

/** A covering array of strength two, built greedily: few rows that hold every pair of values of every two inputs. */
export function coveringArray(): Situation[] {
  const uncovered = allPairs();
  const rows: Situation[] = [];
  for (let turn = 0; uncovered.size > 0; turn++) {
    const [seed = ''] = uncovered;
    const [one, other] = seed.split('&').map((part) => part.split('=') as [SituationInput, string]);
    const chosen: Partial<Record<SituationInput, string>> = { [one![0]]: one![1], [other![0]]: other![1] };
    for (let index = 0; index < situationInputNames.length; index++) {
      const input = situationInputNames[(index + turn) % situationInputNames.length]!;
      chosen[input] ??= bestValue(chosen as Partial<Situation>, input, uncovered);
    }
    const row = chosen as Situation;
    for (const pair of pairsIn(row)) uncovered.delete(pair);
    rows.push(row);
  }
  return rows;
}
