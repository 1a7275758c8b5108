import type { SignInAgain } from '../../../sign-in-again/sign-in-again.ts';

/** What the end of a team does, said before it is done. Nothing tells whether anybody named it. */
export interface EndTeamView {
  readonly forgeryToken: string;
  readonly team: string;
  readonly name: string;
  readonly members: number;
  readonly signInAgain?: SignInAgain;
}
