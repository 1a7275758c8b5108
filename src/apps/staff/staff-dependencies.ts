import type { Directory } from '#directory';
import type { Clock } from '#kernel/clock.ts';
import type { LiveStreams, Pages } from '#kit';
import type { PatientIndex } from '#patient-index';
import type { Log, Turns } from '#platform';
import type { Privacy } from '#privacy';
import type { SharedRecord } from '#record';
import type { SignIn } from '#sign-in';

/** What the staff pages need of a region. */
export interface StaffDependencies {
  readonly signIn: Pick<SignIn, 'findSession' | 'checkForm' | 'apps' | 'onSessionsEnded'>;
  readonly record: Pick<
    SharedRecord,
    | 'findPeople'
    | 'openForStaff'
    | 'claimAccess'
    | 'confirmClaim'
    | 'changes'
    | 'review'
    | 'makeChoice'
    | 'takeBackChoice'
    | 'listChoices'
    | 'teamsOf'
    | 'listLedTeams'
    | 'formTeam'
    | 'changeMembership'
    | 'renameTeam'
    | 'endTeam'
    | 'decideActing'
    | 'listActingToDecide'
    | 'listActingOfRecord'
    | 'stopActing'
  >;
  readonly patientIndex: Pick<PatientIndex, 'personOfCompartment'>;
  readonly privacy: Pick<
    Privacy,
    | 'decideStaff'
    | 'explainAccess'
    | 'claimsAwaiting'
    | 'ownClaimAwaiting'
    | 'checkFreshSignIn'
    | 'freshSignInMinutes'
    | 'demandedSignInOf'
  >;
  readonly directory: Pick<Directory, 'sources' | 'organisations'>;
  readonly pages: Pages;
  readonly streams: LiveStreams;
  /** How many pages of one caller are worked on at once; as many as come unless told otherwise. */
  readonly turns?: Turns;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: {
    readonly isDemo: boolean;
    readonly region: string;
    readonly privacyOfficePhone?: string | undefined;
  };
}
