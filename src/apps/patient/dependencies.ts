import type { LogPublication } from '#audit';
import type { Directory } from '#directory';
import type { Clock } from '#kernel/clock.ts';
import type { LiveStreams, Pages } from '#kit';
import type { Log, Turns } from '#platform';
import type { SharedRecord } from '#record';
import type { SignIn } from '#sign-in';

export interface PatientAppDependencies {
  readonly signIn: Pick<
    SignIn,
    'issuers' | 'findSession' | 'signOut' | 'checkForm' | 'returnAddress' | 'apps' | 'onSessionsEnded'
  >;
  readonly record: Pick<
    SharedRecord,
    | 'openForPatient'
    | 'recordsToFollow'
    | 'changes'
    | 'ownPatient'
    | 'toldOnHome'
    | 'whoHasLooked'
    | 'downloadLog'
    | 'oneLook'
    | 'reportConcern'
    | 'makeChoice'
    | 'takeBackChoice'
    | 'listChoices'
    | 'endDiscreetMode'
    | 'teamsOf'
    | 'askToAct'
    | 'endActing'
    | 'listActing'
    | 'listActedFor'
    | 'findActedFor'
  >;
  /** Keys that verify the log; nothing can be checked without them. */
  readonly audit: { readonly publication: Pick<LogPublication, 'keys' | 'peerWitnessKeys'> | undefined };
  readonly directory: Pick<Directory, 'sources' | 'organisations' | 'organisation'>;
  readonly pages: Pages;
  readonly streams: LiveStreams;
  /** How many pages of one caller are worked on at once; as many as come unless told otherwise. */
  readonly turns?: Turns;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: { readonly isDemo: boolean };
}
