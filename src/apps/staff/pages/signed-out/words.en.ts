export const words = {
  heading: 'You are logged out',
  asked: 'Nothing about anybody is left on this screen. Close the browser on a shared computer.',
  idle: 'We logged you out after {minutes} minutes without use, to keep records safe.',
  limit: 'We log everybody out after {minutes} minutes, to keep records safe.',
  signIn: 'Log in again',
} as const;
