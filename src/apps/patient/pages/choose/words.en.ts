export const words = {
  next: 'Continue',
  leave: 'Leave it as it is',
  will: 'What will happen',
  confirm: 'Yes, do this',
  about: 'It is about:',
} as const;

export const chooseWords = {
  noTeams:
    'No place that looks after you has named a team yet. Ask your GP surgery to name one: it takes them a minute.',
  noPlaces: 'No place has shared anything with you yet.',
} as const;
