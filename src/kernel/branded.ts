declare const brand: unique symbol;

/** A primitive that cannot be passed where another kind of primitive is meant. */
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };
