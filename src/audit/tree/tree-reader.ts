/** Reads one tree of the log, from the rows of leaves and of full subtrees: a few tiles of 16 hashes for each proof. */
import type { AnySql } from '#platform';
import { selectTiles, type TilePlace } from '../queries/select-tiles.ts';
import { isSameBytes } from '../verify/bytes.ts';
import { consistencyRanges, inclusionRanges, type LeafRange, type Subtree, subtreesOf } from './ranges.ts';
import { hashBytes, joinSubtrees, Tile, tileHeight, tileWidth } from './tile.ts';

interface PlaceInTile extends TilePlace {
  readonly height: number;
  readonly index: number;
}

function placeOf({ height, number }: Subtree): PlaceInTile {
  const level = Math.floor(height / tileHeight);
  const above = height % tileHeight;
  const perTile = tileWidth / 2 ** above;
  return { level, number: Math.floor(number / perTile), height: above, index: number % perTile };
}

function keyOf({ level, number }: TilePlace): string {
  return `${level}/${number}`;
}

/** How many hashes a tile has in a tree of this size; 0 beyond its end. */
function widthOf({ level, number }: TilePlace, size: number): number {
  const onLevel = Math.floor(size / tileWidth ** level);
  return Math.max(0, Math.min(tileWidth, onLevel - number * tileWidth));
}

/** A tile as it is published (C2SP tlog-tiles): 256 hashes, each of 256^level leaves. */
const published = { width: 256, levels: 2, tiles: 16 } as const;

export class TreeReader {
  readonly size: number;
  readonly #sql: AnySql;
  readonly #tiles = new Map<string, Tile | undefined>();

  constructor(sql: AnySql, size: number) {
    this.#sql = sql;
    this.size = size;
  }

  async root(): Promise<Uint8Array | undefined> {
    const whole = { from: 0, to: this.size };
    await this.#load([whole]);
    return this.#hashOf(whole);
  }

  /**
   * The audit paths of these leaves, in the same order. A path is empty where hashes are missing: whoever checks it will
   * see that it leads nowhere.
   */
  async inclusionPaths(indexes: readonly number[]): Promise<readonly (readonly Uint8Array[])[]> {
    const ranges = indexes.map((index) => inclusionRanges(index, this.size));
    await this.#load(ranges.flat());
    return ranges.map((some) => this.#hashesOf(some));
  }

  /** From each of these earlier sizes to this one. */
  async consistencyPaths(earlierSizes: readonly number[]): Promise<readonly (readonly Uint8Array[])[]> {
    const ranges = earlierSizes.map((earlier) => consistencyRanges(earlier, this.size));
    await this.#load(ranges.flat());
    return ranges.map((some) => this.#hashesOf(some));
  }

  /** Undefined when hashes of it are missing. */
  async tile(place: TilePlace): Promise<Tile | undefined> {
    await this.loadTiles([place]);
    return this.#tiles.get(keyOf(place));
  }

  /** The first so many hashes of a published tile; undefined when this tree has not so many, or hashes are missing. */
  async publishedTile({ level, number }: TilePlace, width: number): Promise<Uint8Array | undefined> {
    const onLevel = Math.floor(this.size / published.width ** level);
    if (onLevel - number * published.width < width) return undefined;
    const places = Array.from({ length: Math.ceil(width / tileWidth) }, (_, index) => ({
      level: level * published.levels,
      number: number * published.tiles + index,
    }));
    await this.loadTiles(places);
    const hashes = places.map((place) => this.#tiles.get(keyOf(place))?.bytes ?? new Uint8Array());
    const bytes = Buffer.concat(hashes).subarray(0, width * hashBytes);
    return bytes.length === width * hashBytes ? Uint8Array.from(bytes) : undefined;
  }

  /** Whether the stored subtrees over about so many of the newest leaves are those of the leaves. */
  async isNewestStoredRight(leaves: number): Promise<boolean> {
    const ends = Math.floor(this.size / tileWidth);
    const first = Math.max(0, ends - Math.ceil(leaves / tileWidth));
    const numbers = Array.from({ length: ends - first }, (_, index) => first + index);
    const below = numbers.map((number) => ({ level: 0, number }));
    const stored = numbers.map((number) => placeOf({ height: tileHeight, number }));
    await this.loadTiles([...below, ...stored]);
    return numbers.every((_, at) => {
      const made = this.#tiles.get(keyOf(below[at]!))?.hashAt(tileHeight, 0);
      const kept = this.#tiles.get(keyOf(stored[at]!))?.hashAt(0, stored[at]!.index);
      return made !== undefined && kept !== undefined && isSameBytes(made, kept);
    });
  }

  #hashesOf(ranges: readonly LeafRange[]): readonly Uint8Array[] {
    const hashes = ranges.map((range) => this.#hashOf(range));
    return hashes.every((one) => one !== undefined) ? hashes : [];
  }

  #hashOf(range: LeafRange): Uint8Array | undefined {
    const hashes = subtreesOf(range).map((subtree) => {
      const place = placeOf(subtree);
      return this.#tiles.get(keyOf(place))?.hashAt(place.height, place.index);
    });
    return hashes.every((one) => one !== undefined) ? joinSubtrees(hashes) : undefined;
  }

  async #load(ranges: readonly LeafRange[]): Promise<void> {
    await this.loadTiles(ranges.flatMap(subtreesOf).map(placeOf));
  }

  /** What is known is not read again. */
  async loadTiles(places: readonly TilePlace[]): Promise<void> {
    const wanted = new Map<string, TilePlace>();
    for (const place of places) if (!this.#tiles.has(keyOf(place))) wanted.set(keyOf(place), place);
    if (wanted.size === 0) return;
    for (const key of wanted.keys()) this.#tiles.set(key, undefined);
    for (const row of await selectTiles(this.#sql, [...wanted.values()], this.size)) {
      if (row.hashes.length === widthOf(row, this.size) * hashBytes) this.#tiles.set(keyOf(row), new Tile(row.hashes));
    }
  }
}
