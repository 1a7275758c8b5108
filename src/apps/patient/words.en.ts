/** Words that stand around every page of the person's own app, and on the pages that say why there is none. */
export const words = {
  serviceName: 'My health and care record',
  home: 'Home',
  record: 'My record',
  whoHasLooked: 'Who has looked',
  whoLooked: 'Who looked',
  choices: 'Choices',
  actingHome: 'Their pages',
  ownPages: 'My own pages',
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
    severalRecords: {
      heading: 'We cannot show your record at the moment',
      text: 'Places that look after you have written down your details in different ways, for example your name. Until they agree, we cannot be sure which entries are yours, so we show none. This does not mean that there are none: each place still has its own record of you, and what you have chosen still holds. Ask your GP surgery, and any hospital or clinic that you use, to check the name, date of birth and NHS number that they have for you. Bring proof of a changed name. When the details agree, your record is here again.',
    },
    notProved: {
      heading: 'You need to prove who you are first',
      text: 'Your account has not had its full identity check, so we cannot show a health record. Log in again and finish the check with your photo identity document.',
    },
    gone: {
      heading: 'This page is not here',
      text: 'It may have been taken back by the place that wrote it, or the address is wrong.',
    },
    mayNotAct: {
      heading: 'You cannot see this record at the moment',
      text: 'It opens only while the surgery and the person agree to it. It may have ended, or wait to be looked at again: this page is the same for both. For everybody who acts for a child it stops at 11, 13 and 16, whoever the child is. Ask the surgery.',
    },
    choice: {
      heading: 'This choice could not be made',
      text: 'Something that it names is no longer there, or it has been taken back already. Nothing was changed. Go back to your choices and try again.',
    },
    form: {
      heading: 'We could not take this form',
      text: 'It was not sent from this page, or you have logged out since. Go back and try again.',
    },
    tooManyAtOnce: {
      heading: 'Too many pages at once',
      text: 'Many pages were asked for in your name at the same time, and each has to wait for the ones before it. Wait a few seconds and try again. If you did not ask for them, sign out.',
    },
    tooMuchInAll: {
      heading: 'The service is very busy',
      text: 'Nothing you sent was kept. Wait a few seconds and try again.',
    },
    noAnswer: {
      heading: 'This service is not available for the moment',
      text: 'Your record is safe. If you sent something, we do not know whether it was kept: look before you send it again. Try again in a few minutes.',
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
