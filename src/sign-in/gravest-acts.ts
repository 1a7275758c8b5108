/** What the gravest acts ask of a sign-in besides that it is recent: a level of authentication, issuer by issuer. */
import { z } from 'zod';

export interface GravestActs {
  /** Values of `acr` that are enough (OpenID Connect Core 1.0, 2), the preferred one first (3.1.2.1, acr_values). */
  readonly acrValues: readonly string[];
  /** How staff know the way to sign in that gives one of them: it follows "with" on pages. */
  readonly method?: string | undefined;
}

/** A blank stands between two values in `acr_values`, so that none may hold one. */
export const gravestActsShape = z.strictObject({
  acrValues: z
    .array(z.string().regex(/^\S{1,200}$/, 'must be 1 to 200 characters without blanks'))
    .min(1)
    .max(10),
  method: z.string().trim().min(1).max(60).optional(),
});
