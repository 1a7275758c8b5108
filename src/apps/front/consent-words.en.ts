/** The consent screen. Short sentences: somebody decides by them who sees their health record. */
export const consentWords = {
  title: 'Let an app see a record',
  serviceName: 'My health and care record',
  help: 'Help with this service',
  never: 'What it can’t do',
  howLong: 'For how long',
  howToStop: 'How to stop it',
  allow: 'Allow',
  decline: 'Do not allow',
  nothingChosen: 'Choose at least one part of the record, or select Do not allow',
  patient: {
    heading: (app: string): string => `${app} wants to see your record`,
    question: 'What may it see?',
    hint: 'Take the tick away from what you do not want it to see. You do not have to give a reason.',
    publisher: (publisher: string): string =>
      `The app is made by ${publisher}. What it has read, it may keep: its own privacy notice says what it does with it.`,
    never: [
      'It can’t change anything in your record.',
      'It can’t see anybody else’s record.',
      'It can’t see anything that you can’t see yourself.',
      'It can’t look in secret: each time stands in “Who has looked at my record”.',
    ],
    howToStop:
      'Go to “Connected apps” in your record at any time and select Stop. It then sees nothing more within 1 minute.',
    session: 'Until you log out here, or are logged out because you did nothing for a while.',
    'an-hour': 'For 1 hour.',
    offline: (days: number): string =>
      `For ${days} days, also when you are not using it. Without the tick at “Keep its access” it stops after 1 hour.`,
  },
  staff: {
    heading: (app: string): string => `${app} wants to read records for you`,
    question: 'What may it read?',
    hint: 'Take the tick away from what it does not need.',
    publisher: (publisher: string): string =>
      `The app is made by ${publisher} and is allowed in this region. Each of its looks is logged as yours, with the app’s name beside it, and the person can see it.`,
    never: ['It can’t change anything.', 'It can’t open a record that would not open to you in your role.'],
    onlyOne: 'It can’t open any other record than the one you opened it from.',
    howToStop: 'It stops when you log out or change your role. “Connected apps” in the menu stops it at once.',
    session: 'Until you log out here, or are logged out because you did nothing for a while.',
  },
  problemHeading: 'This app cannot be connected',
  problemText: 'It is not registered here, or its request is not the one that was registered. Nothing was shared.',
  problemHelp: 'Tell whoever makes the app. Do not try to log in from a link that somebody sent you.',
} as const;
