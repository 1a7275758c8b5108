export const words = {
  heading: 'Connected apps',
  lead: 'These apps read records for you now. Each ends when you log out, change your role, or are logged out.',
  noApps: 'No app reads for you now. Open one from a record, under Apps.',
  madeBy: 'Made by',
  reads: 'It may read:',
  allowed: 'Allowed',
  lastUsed: 'Last look',
  neverUsed: 'No look yet',
  stop: 'Stop',
  stopHidden: 'the app',
  stopped: 'The app is stopped. It reads nothing more.',
} as const;
