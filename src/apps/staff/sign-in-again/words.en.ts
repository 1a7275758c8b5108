export const words = {
  emergency: 'For an emergency, sign in again first: {why} You come back to this page.',
  sealed: 'Sign in again first: {why} You come back to this page.',
  secondPerson: 'To agree, sign in again first: {why} You come back to this page.',
  evidence: 'To download the evidence, sign in again first: {why} You come back to this page.',
  connectionOrEvidence:
    'To take back what is noted, or to download the evidence, sign in again first: {why} You come back to this page.',
  placeOrEvidence:
    'To show places again, or to download the evidence, sign in again first: {why} You come back to this page.',
  endTeam: 'To end this team, sign in again first: {why} You come back to this page.',
  onTheirBehalf: 'To do this for the person, sign in again first: {why} You come back to this page.',
  letSomebodyAct: 'To let somebody act, or go on, sign in again first: {why} You come back to this page.',
  link: 'Sign in again',
  mistake: 'Sign in again before you go on',
} as const;

/** What stands for `{why}`: that the last sign-in was too long ago, or not strong enough. */
export const why = {
  tooLongAgo: 'your last sign-in was more than {minutes} minutes ago.',
  useMethod: 'Use {method}.',
  tooWeak: 'you signed in, but not with {method}.',
  someMethod: 'the stronger sign-in that this asks for',
} as const;
