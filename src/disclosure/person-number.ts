import type { Branded } from '#kernel/branded.ts';

/** A human in the patient index. */
export type PersonNumber = Branded<number, 'PersonNumber'>;
