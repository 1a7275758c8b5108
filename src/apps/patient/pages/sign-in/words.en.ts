export const words = {
  heading: 'Your health and care record',
  lead: 'See what the places that look after you have shared: results, appointments, letters, medicines, and who has looked at your record.',
  go: 'Continue to {provider}',
  shared: 'On a shared computer? Log out when you finish. Nothing stays on the computer.',
} as const;
