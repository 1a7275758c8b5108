export const words = {
  morning: 'Good morning',
  afternoon: 'Good afternoon',
  evening: 'Good evening',
  record: 'Your record',
  control: 'You are in control',
  urgent: 'Need help now?',
  urgent999: 'Call 999',
  urgent999When: 'if a life is at risk.',
  urgent111: 'Use 111',
  urgent111When: ', by phone or online, if you need help soon and are not sure what to do.',
  new: 'new',
} as const;
