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

export const homeWords = {
  record: [
    { text: 'My record', detail: 'Allergies, medicines and health problems', href: '/my/record' },
    { text: 'Test results', detail: 'What the places that tested you have released', href: '/my/results' },
    { text: 'Appointments', detail: 'Coming up and in the past', href: '/my/appointments' },
    { text: 'Letters and documents', detail: 'From hospitals, clinics and your GP surgery', href: '/my/letters' },
  ],
  control: [
    { text: 'Who has looked at my record', detail: 'Everyone who opened it or tried to', href: '/my/who-has-looked' },
    { text: 'My choices', detail: 'Who can see what, and how to hide or stop it', href: '/my/choices' },
    { text: 'People who act for me', detail: 'And people I act for', href: '/my/acting' },
    { text: 'Connected apps', detail: 'What apps may see, and how to stop them', href: '/my/connected-apps' },
    { text: 'Something is wrong or missing', detail: 'Tell us, and see what happens next', href: '/my/wrong' },
  ],
  openedByReason: 'Your record was opened by a written reason',
  openedText: 'A privacy officer checks whether it was right.',
  stopped: 'Somebody was stopped',
  stoppedText: 'They tried to open your record. You chose that only your team sees it.',
  seeLog: 'See who has looked',
  nextAppointment: 'Your next appointment',
  whereInside: 'Where and with whom is on the next page.',
  seeAppointments: 'See your appointments',
} as const;
