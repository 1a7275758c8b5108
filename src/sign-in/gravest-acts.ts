/** What the gravest acts ask of a sign-in besides that it is recent, as an issuer's setting says it (`DemandedSignIn`). */
import { z } from 'zod';

/** A blank stands between two values in `acr_values`, so that none may hold one. */
export const gravestActsShape = z.strictObject({
  acrValues: z
    .array(z.string().regex(/^\S{1,200}$/, 'must be 1 to 200 characters without blanks'))
    .min(1)
    .max(10),
  method: z.string().trim().min(1).max(60).optional(),
});
