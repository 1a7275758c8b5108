import type { PersonNumber } from '#disclosure';
import { hashBytes } from '../tree/tile.ts';

/** Of two places one is free, so that a person is found in a step or two. */
const placesPerPerson = 2;
const fewestPlaces = 2 ** 12;
/** Spreads numbers that follow each other over the places (Knuth's multiplicative hash). */
const spread = 0x9e37_79b1;

/**
 * Where each person's numbers stand, while the log is read from its first leaf on: some hundred bytes for a person, however
 * long the log is. An object for each would take five times that.
 */
export class PersonHeads {
  #capacity = fewestPlaces;
  #persons = new Float64Array(fewestPlaces);
  #sequences = new Float64Array(fewestPlaces);
  #hashes = Buffer.alloc(fewestPlaces * hashBytes);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  #placeOf(person: number): number {
    const mask = this.#capacity - 1;
    // A person's number may be beyond 32 bits.
    let place = (Math.imul(person % 2 ** 32, spread) ^ Math.floor(person / 2 ** 32)) & mask;
    while (this.#sequences[place] !== 0 && this.#persons[place] !== person) place = (place + 1) & mask;
    return place;
  }

  /** The number and the hash before; 0 for their first. */
  before(person: PersonNumber): { readonly personSequence: number; readonly hash: string | undefined } {
    const place = this.#placeOf(person);
    const personSequence = this.#sequences[place] ?? 0;
    if (personSequence === 0) return { personSequence, hash: undefined };
    return { personSequence, hash: this.#hashes.toString('hex', place * hashBytes, (place + 1) * hashBytes) };
  }

  /** `personSequence` is 1 at least; `hash` is lower-case hex. */
  set(person: PersonNumber, personSequence: number, hash: string): void {
    if ((this.#count + 1) * placesPerPerson > this.#capacity) this.#grow();
    const place = this.#placeOf(person);
    if (this.#sequences[place] === 0) this.#count++;
    this.#persons[place] = person;
    this.#sequences[place] = personSequence;
    this.#hashes.write(hash, place * hashBytes, 'hex');
  }

  #grow(): void {
    const [persons, sequences, hashes] = [this.#persons, this.#sequences, this.#hashes];
    this.#capacity *= 2;
    this.#persons = new Float64Array(this.#capacity);
    this.#sequences = new Float64Array(this.#capacity);
    this.#hashes = Buffer.alloc(this.#capacity * hashBytes);
    for (let from = 0; from < persons.length; from++) {
      if (sequences[from] === 0) continue;
      const place = this.#placeOf(persons[from]!);
      this.#persons[place] = persons[from]!;
      this.#sequences[place] = sequences[from]!;
      hashes.copy(this.#hashes, place * hashBytes, from * hashBytes, (from + 1) * hashBytes);
    }
  }

  *all(): Generator<{ readonly person: PersonNumber; readonly count: number; readonly hash: string }> {
    for (let place = 0; place < this.#capacity; place++) {
      const count = this.#sequences[place]!;
      if (count === 0) continue;
      const hash = this.#hashes.toString('hex', place * hashBytes, (place + 1) * hashBytes);
      yield { person: this.#persons[place] as PersonNumber, count, hash };
    }
  }
}
