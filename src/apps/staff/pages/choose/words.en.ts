export const words = {
  next: 'Continue',
  leave: 'Leave it as it is',
  will: 'What will happen',
  confirm: 'The person wants this: do it',
  noTeams: 'No place that looks after this person has named a team yet.',
  takeBackTitle: 'Take a choice back',
  takeBackDetail: 'The person told you that they no longer want it.',
} as const;
