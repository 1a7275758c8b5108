/** What was read under a grant. It opens only with a receipt from the log, so that no byte leaves unlogged. */
import type { Compartment, ResourceNumber, VersionNumber } from '#kernel/identity-number.ts';
import type { AccessGrant } from './access-grant.ts';

/** One resource in one version that the sealed value discloses. */
export interface DisclosedItem {
  readonly compartment: Compartment;
  readonly type: number;
  readonly number: ResourceNumber;
  readonly version: VersionNumber;
}

const press: unique symbol = Symbol('seal press');
const receiptPress: unique symbol = Symbol('receipt press');

export class Sealed<T> {
  readonly #value: T;
  readonly #grant: AccessGrant;
  readonly #items: readonly DisclosedItem[];

  constructor(key: typeof press, value: T, grant: AccessGrant, items: readonly DisclosedItem[]) {
    if (key !== press) throw new Error('a sealed value is made by the store only');
    this.#value = value;
    this.#grant = grant;
    this.#items = items;
    Object.freeze(this);
  }

  get grant(): AccessGrant {
    return this.#grant;
  }
  get items(): readonly DisclosedItem[] {
    return this.#items;
  }

  /** A new sealed value computed from this one; it discloses the same items and needs the same receipt. */
  map<U>(change: (value: T) => U): Sealed<U> {
    return new Sealed(press, change(this.#value), this.#grant, this.#items);
  }

  static open<U>(sealed: Sealed<U>, receipt: Receipt): U {
    if (!Receipt.covers(receipt, sealed)) throw new Error('the receipt does not cover this sealed value');
    return sealed.#value;
  }
}

/** Proof that the entry naming these items is durable in the log. */
export class Receipt {
  readonly #entry: number;
  readonly #grants: ReadonlySet<AccessGrant>;
  readonly #items: ReadonlySet<readonly DisclosedItem[]>;

  constructor(key: typeof receiptPress, entry: number, sealed: readonly Sealed<unknown>[]) {
    if (key !== receiptPress) throw new Error('a receipt is made by the log only');
    this.#entry = entry;
    this.#grants = new Set(sealed.map((value) => value.grant));
    this.#items = new Set(sealed.map((value) => value.items));
    Object.freeze(this);
  }

  /** Number of the log entry. */
  get entry(): number {
    return this.#entry;
  }

  static covers(receipt: Receipt, sealed: Sealed<unknown>): boolean {
    if (!(#items in receipt)) throw new Error('not a receipt');
    return receipt.#grants.has(sealed.grant) && receipt.#items.has(sealed.items);
  }
}

/** Opens what was read, once the log has it. Throws when the receipt is for something else. */
export function openSealed<T>(sealed: Sealed<T>, receipt: Receipt): T {
  return Sealed.open(sealed, receipt);
}

export function sealUnderGrant<T>(grant: AccessGrant, value: T, items: readonly DisclosedItem[]): Sealed<T> {
  return new Sealed(press, value, grant, items);
}

export function pressReceipt(entry: number, sealed: readonly Sealed<unknown>[]): Receipt {
  return new Receipt(receiptPress, entry, sealed);
}
