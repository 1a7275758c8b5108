/**
 * The right to read, which only `privacy` gives. A grant is not data that can be written down: the class keeps its
 * contents private and the constructor asks for the press, which `for-privacy.ts` alone holds.
 */
import type { Branded } from '#kernel/branded.ts';
import type { Compartment, ResourceNumber } from '#kernel/identity-number.ts';
import type { RequestContext } from './caller.ts';
import type { ContentClass } from './content-class.ts';
import type { TypeNarrowing } from './narrowing.ts';
import type { PersonNumber } from './person-number.ts';

/** A feed of one organisation: who contributed an item. */
export type SourceNumber = Branded<number, 'SourceNumber'>;

/** Rows that satisfy every part of a rule are visible; a row that satisfies no rule is not there. */
export interface VisibilityRule {
  /** 'any' only together with `onlySources`, or for resources that are about nobody. */
  readonly compartments: readonly Compartment[] | 'any' | 'shelves';
  readonly contentClasses: readonly ContentClass[] | 'all';
  /** A row with any of these label bits is not visible. */
  readonly forbiddenLabels: number;
  readonly onlySources?: readonly SourceNumber[];
  readonly withheldSources?: readonly SourceNumber[];
  /** Only these resources of the compartments, such as what was sealed to the reader's team. */
  readonly onlyNumbers?: readonly ResourceNumber[];
  readonly withheldNumbers?: readonly ResourceNumber[];
  /** Of these types only; all types where undefined. */
  readonly onlyTypes?: readonly TypeNarrowing[];
  /**
   * What names the person (`classesThatName`) is visible only beside something else of the same record that one of these shows:
   * alone it would tell that its source knows the person. Whatever a token leaves out: these are of the decision.
   */
  readonly onlyBeside?: readonly VisibilityRule[];
}

/** How the decision came about, as the log keeps it. */
export interface GrantGround {
  /** Rows of the decision table that decided: `D23`, `D22` ... */
  readonly decidedBy: readonly string[];
  /** The relationship that opened the record, such as `registered-gp`; none for the person themself. */
  readonly relationship?: string;
  readonly reason?: string;
  readonly lawfulBasis: readonly string[];
}

export interface GrantContents {
  /** One person; many persons (search); counting (population use); resources without a patient. */
  readonly kind: 'person' | 'persons' | 'counting' | 'without-patient';
  readonly request: RequestContext;
  readonly rules: readonly VisibilityRule[];
  readonly ground: GrantGround;
  /** The persons that the compartments belong to, so that the log can name them. */
  readonly personByCompartment: ReadonlyMap<Compartment, PersonNumber>;
  /** Restricted person (D10): location is stripped inside each resource. */
  readonly stripLocation: boolean;
  readonly expiresAtMs: number;
}

const press: unique symbol = Symbol('grant press');

export class AccessGrant {
  readonly #contents: GrantContents;

  constructor(key: typeof press, contents: GrantContents) {
    if (key !== press) throw new Error('an access grant is made by privacy only');
    this.#contents = contents;
    Object.freeze(this);
  }

  get kind(): GrantContents['kind'] {
    return this.#contents.kind;
  }
  get request(): RequestContext {
    return this.#contents.request;
  }
  get rules(): readonly VisibilityRule[] {
    return this.#contents.rules;
  }
  get ground(): GrantGround {
    return this.#contents.ground;
  }
  get stripLocation(): boolean {
    return this.#contents.stripLocation;
  }
  get personByCompartment(): ReadonlyMap<Compartment, PersonNumber> {
    return this.#contents.personByCompartment;
  }

  /** Throws when the value was not made by the press, or is stale: reading under it is a bug, not an outcome. */
  static check(grant: AccessGrant, nowMs: number): GrantContents {
    if (!(#contents in grant)) throw new Error('not an access grant');
    if (grant.#contents.expiresAtMs < nowMs) throw new Error('the access grant has expired');
    return grant.#contents;
  }
}

/** What the request's token leaves of the rules. */
function narrowRules({ request, rules, personByCompartment }: GrantContents): readonly VisibilityRule[] {
  const { narrowing } = request;
  if (narrowing === undefined) return rules;
  const { person, types } = narrowing;
  return rules.map((rule) => {
    const narrowed = types === undefined ? rule : { ...rule, onlyTypes: types };
    if (person === undefined || rule.compartments === 'shelves') return narrowed;
    // A rule over any compartment cannot say whose: nothing of it is left.
    const compartments = rule.compartments === 'any' ? [] : rule.compartments;
    return { ...narrowed, compartments: compartments.filter((one) => personByCompartment.get(one) === person) };
  });
}

/** Every grant is born here, so that what a token's scopes leave out is in none of them. */
export function pressGrant(contents: GrantContents): AccessGrant {
  return new AccessGrant(press, { ...contents, rules: narrowRules(contents) });
}
