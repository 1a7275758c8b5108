export const words = {
  emergency:
    'For an emergency, sign in again first: your last sign-in was more than {minutes} minutes ago. You come back to this page.',
  sealed: 'Sign in again first: your last sign-in was more than {minutes} minutes ago. You come back to this page.',
  secondPerson:
    'To agree, sign in again first: your last sign-in was more than {minutes} minutes ago. You come back to this page.',
  evidence:
    'To download the evidence, sign in again first: your last sign-in was more than {minutes} minutes ago. You come back to this page.',
  endTeam:
    'To end this team, sign in again first: your last sign-in was more than {minutes} minutes ago. You come back to this page.',
  link: 'Sign in again',
  mistake: 'Sign in again before you go on',
} as const;
