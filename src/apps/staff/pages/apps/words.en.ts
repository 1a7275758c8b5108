export const words = {
  heading: 'Apps',
  lead: 'An app opens at this person’s record. It asks you first what it may read, and it can open no other record.',
  logged: 'Each look of the app is logged as yours, with the app’s name. The person can see it.',
  noApps: 'No app is registered for staff in this region.',
  madeBy: 'Made by',
  open: 'Open',
  openHidden: 'the app',
  connected: 'Apps that read for you now',
} as const;
