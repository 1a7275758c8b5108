/** Words that stand around every page of the person's own app, and on the pages that say why there is none. */
export const words = {
  serviceName: 'My health and care record',
  home: 'Home',
  record: 'My record',
  whoHasLooked: 'Who has looked',
  whoLooked: 'Who looked',
  help: 'Help with this service',
  wrong: 'Something is wrong or missing',
  backHome: 'Back to home',
  tryAgain: 'Try again',
  logIn: 'Log in',
  logInAgain: 'Log in again with proof of who you are',
  signIn: { title: 'Log in', issuer: 'log in' },
  ended: 'We logged you out because you had not used this for a while, or had been logged in for a long time.',
  left: 'You are logged out. Nothing about you is left on this screen.',
  faults: {
    noRecord: {
      heading: 'We cannot find a record for you',
      text: 'You are logged in, but no place that shares records here has one with your NHS number and your date of birth. Ask your GP surgery to check both.',
    },
    notProved: {
      heading: 'You need to prove who you are first',
      text: 'Your account has not had its full identity check, so we cannot show a health record. Log in again and finish the check with your photo identity document.',
    },
    gone: {
      heading: 'This page is not here',
      text: 'It may have been taken back by the place that wrote it, or the address is wrong.',
    },
    form: {
      heading: 'We could not take this form',
      text: 'It was not sent from this page, or you have logged out since. Go back and try again.',
    },
    unavailable: {
      heading: 'We cannot show anything now',
      text: 'We write down every look at your record before we show it. We cannot do that at the moment, so nothing is shown. Your record is safe. Try again in a few minutes.',
    },
    broken: {
      heading: 'Sorry, there is a problem with this service',
      text: 'It is our mistake, not yours. Try again later.',
    },
  },
} as const;
