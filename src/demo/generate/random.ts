/** Chance that comes out the same for the same seed on every machine (sfc32 fed by a 128-bit FNV-like mix). */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  pick<T>(list: readonly T[]): T;
  /** `count` different members of the list, in the list's order; all of it when it is shorter. */
  pickSome<T>(list: readonly T[], count: number): T[];
  chance(probability: number): boolean;
  uuid(): string;
}

function mix(text: string): [number, number, number, number] {
  const state: [number, number, number, number] = [0x811c9dc5, 0x9e3779b9, 0x7f4a7c15, 0x85ebca6b];
  for (let index = 0; index < text.length; index++) {
    const letter = text.charCodeAt(index);
    for (let lane = 0; lane < 4; lane++) {
      state[lane] = Math.imul((state[lane] as number) ^ (letter + lane * 0x51), 0x01000193 + lane * 0x1a2b4);
    }
  }
  return state;
}

const bytes = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));
const hex4 = (value: number): string => `${bytes[(value >>> 8) & 255]}${bytes[value & 255]}`;

export function seededRandom(seed: string): Random {
  let [a, b, c, d] = mix(seed);
  const bits = (): number => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round++) bits();
  const next = (): number => bits() / 4294967296;
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    integer,
    pick: (list) => {
      const chosen = list[Math.floor(next() * list.length)];
      if (chosen === undefined) throw new Error('nothing to pick from');
      return chosen;
    },
    pickSome: (list, count) => {
      let needed = Math.min(count, list.length);
      return list.filter((_, index) => {
        const taken = next() * (list.length - index) < needed;
        if (taken) needed -= 1;
        return taken;
      });
    },
    chance: (probability) => next() < probability,
    uuid: () => {
      const [one, two, three, four] = [bits(), bits(), bits(), bits()] as const;
      const middle = `4${hex4(two).slice(1)}-a${hex4(three >>> 16).slice(1)}`;
      return `${hex4(one >>> 16)}${hex4(one)}-${hex4(two >>> 16)}-${middle}-${hex4(three)}${hex4(four >>> 16)}${hex4(four)}`;
    },
  };
}
