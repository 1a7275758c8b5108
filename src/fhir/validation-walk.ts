/** Where a validation stands in a resource, and what it found. */
import type { Flaw } from '#kernel/fault.ts';

/** What stands between a resource's own elements and the resource that they belong to. */
export interface Container {
  /** The resource that is not itself contained: `%rootResource` of FHIRPath. */
  readonly resource: Readonly<Record<string, unknown>>;
  /** The resource that is being checked, which may be a contained one: `%resource` of FHIRPath. */
  current: Readonly<Record<string, unknown>>;
  /** Types by id of what it contains. */
  readonly contained: ReadonlyMap<string, string>;
  /** Texts beginning with `#` met so far, in references, canonicals, uris and urls. */
  readonly fragments: Set<string>;
}

// More than anybody reads; without a limit a hostile body of a million flaws would be answered in full.
export const mostFlaws = 100;
/** R4 sets no limit; a resource of ordinary care stays below 12. */
export const deepestElement = 64;

export class ValidationWalk {
  readonly flaws: Flaw[] = [];
  /** Rules of severity "warning" that are broken; kept only when they are asked for. */
  readonly warnings: Flaw[] = [];
  /** Flaws of structure so far: where one is, no expression is evaluated. */
  unsound = 0;
  /** Expressions evaluated so far. */
  evaluations = 0;
  container: Container | undefined;
  depth = 0;
  readonly #segments: string[] = [''];
  readonly #indexes: number[] = [-1];

  constructor(root: string) {
    this.#segments[0] = root;
  }

  get isFull(): boolean {
    return this.flaws.length >= mostFlaws;
  }

  enter(segment: string): void {
    this.depth++;
    this.#segments[this.depth] = segment;
    this.#indexes[this.depth] = -1;
  }

  at(index: number): void {
    this.#indexes[this.depth] = index;
  }

  leave(): void {
    this.depth--;
  }

  /** Notes that what stands here, or at `child` below it, breaks `rule`. */
  flaw(rule: string, child?: string): void {
    this.unsound++;
    if (this.isFull) return;
    this.flaws.push({ place: this.#place(child), rule });
  }

  /** An invariant that is broken: the structure may still be sound. */
  breach(rule: string): void {
    if (!this.isFull) this.flaws.push({ place: this.#place(), rule });
  }

  warn(rule: string): void {
    if (this.warnings.length < mostFlaws) this.warnings.push({ place: this.#place(), rule });
  }

  #place(child?: string): string {
    let place = '';
    for (let level = 0; level <= this.depth; level++) {
      const index = this.#indexes[level]!;
      place += (level === 0 ? '' : '.') + this.#segments[level]! + (index < 0 ? '' : `[${index}]`);
    }
    return child === undefined ? place : `${place}.${child}`;
  }
}
