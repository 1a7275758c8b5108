import type { LabelName } from '#disclosure';

/** `{...}` are filled in. The person is "you" on their own pages and "the person" on those of staff. */
export const formWords = {
  policy: {
    legend: 'What about an emergency?',
    items: {
      'emergency-override': [
        'It may be opened in an emergency',
        'A doctor or paramedic has to write down why. The privacy officer is told, and it stands in the log.',
      ],
      absolute: [
        'Never, not even in an emergency',
        'Staff may then not know of allergies, medicines or illnesses when a life depends on it.',
      ],
    },
  },
  place: {
    legend: 'Which place?',
    none: 'Choose a place',
    hint: 'What it wrote is then kept from everybody else. It keeps its own notes.',
  },
  organisation: {
    legend: 'Which organisation?',
    none: 'Choose an organisation',
    hint: 'Its staff can then not look at what others wrote.',
  },
  kinds: { legend: 'What is to be hidden?', hint: 'Choose all that apply. What is written later is hidden too.' },
  level: {
    legend: 'From whom?',
    items: {
      'hidden-from-proxies': [
        'From everybody who acts for {somebody}',
        'Staff who give care still see it. Nobody who acts can tell that it is there.',
      ],
      sealed: [
        'From staff and from who acts for {somebody}',
        'A doctor can open it with a written reason: consent, the law, or to keep somebody from serious harm.',
      ],
      'sealed-locked': [
        'From staff and from who acts for {somebody}, whatever happens',
        'Nobody can open it or tell that it is there, not even in an emergency.',
      ],
    },
  },
  team: {
    legend: 'Who on the staff may still see it?',
    nobody: 'Nobody',
    hint: 'This counts only where it is hidden from staff.',
  },
  teams: {
    legend: 'Which teams may still open the record?',
    hint: 'Only the people in these teams. Choose at least one: without one nobody could give care.',
  },
  labels: {
    legend: 'What may be shared?',
    hint: 'These are kept back by default, unless the place wrote them itself.',
  },
  contact: {
    legend: 'How is it safe to reach {somebody}?',
    hint: 'Say which number, which times, and whether it is safe to leave a message. Staff who open the record read it.',
  },
  evidence: {
    legend: 'How did the person tell you, and how do you know that it is them?',
    hint: 'For example: in person on 2 October, passport seen. This stands in the log with your name.',
  },
} as const;

export const labelsToShare: Readonly<Partial<Record<LabelName, string>>> = {
  sexualHealth: 'Sexual health',
  fertility: 'Fertility treatment',
  genderIdentity: 'Gender history',
  termination: 'Ending a pregnancy',
  anonymousService: 'Services that were used without a name',
};

export const errorWords = {
  policy: 'Choose what happens in an emergency',
  place: 'Choose a place',
  organisation: 'Choose an organisation',
  classes: 'Choose what is to be hidden',
  level: 'Choose from whom it is to be hidden',
  teams: 'Choose at least one team',
  labels: 'Choose what may be shared',
  words: 'Write how it is safe to reach {somebody}, in 500 letters or fewer',
  evidence: 'Write how the person told you and how you know that it is them',
} as const;

/** One row for each thing that can be chosen: its heading, and what it is in a sentence. */
export const formTitles = {
  'sharing-all': ['Stop sharing the whole record', 'No place sees what other places wrote. Each keeps its own notes.'],
  'sharing-place': ['Keep what one place wrote to itself', 'Other places no longer see what this one writes.'],
  'sharing-organisation': ['Stop one organisation from looking', 'Its staff can no longer look at what others wrote.'],
  'sharing-person': ['Stop one member of staff from looking', 'This one person can no longer open the record.'],
  'hide-kinds': ['Hide kinds of entries', 'For example all letters, or everything about pregnancy.'],
  'hide-entry': ['Hide this entry', 'One entry, and whatever speaks of it.'],
  protection: ['Full protection', 'Only named teams, an alert at every look, two people to open it in an emergency.'],
  'share-sensitive': [
    'Share what is kept back',
    'Sexual health, fertility, gender history and the like are not shared unless {somebody} asked for it.',
  ],
  'safe-contact': ['Safe ways to reach {somebody}', 'Which telephone, which times, whether a message is safe.'],
} as const;

export type ChoiceFormKey = keyof typeof formTitles;

/** What will happen, said before it is chosen and again in the history. */
export const consequenceWords = {
  soon: 'It holds within a minute, also on pages that are open now.',
  undo: 'It can be taken back at any time, and the history keeps both.',
  undoPersonOnly: 'Only {somebody} can take it back. Staff cannot.',
  logged: 'It stands in the log of the record.',
  emergencyMay:
    'In an emergency a doctor or paramedic can open it. They write down why, and the privacy officer is told at once.',
  emergencyNever:
    'Not even in an emergency. Staff may miss an allergy, a medicine or an illness when a life depends on it.',
  ownNotes: 'Each place goes on seeing what it wrote itself.',
  askAgain: '{Somebody} will be asked the same things again, and tests may be done twice.',
  allergies: 'Staff who do not see allergies or medicines may give something that harms.',
  linked: 'What speaks of it, such as the medicine for it or a letter that names it, is hidden with it, now and later.',
  noTrace: 'Those from whom it is hidden see no gap and no count.',
  stillOwn: '{Somebody} can still see it.',
  teamOnly: 'Only {teams}, and of them only who gives care.',
  instantAlert: 'The privacy officer is told of each look at once, and {somebody} sees it in the log.',
  second: 'In an emergency two members of staff have to agree before it opens.',
  slower: 'Care can be slower: staff outside the teams have to ask.',
  sensitive: 'Staff who give care see these entries like any other.',
  contactRead: 'Staff who open the record read it. Messages of this service never say where anybody is.',
} as const;

export const historyWords = {
  objection: {
    'whole-record': 'Sharing of the whole record stopped',
    source: 'What {place} wrote is kept from all others',
    organisation: '{organisation} stopped from looking',
    individual: 'One member of staff stopped from looking',
  },
  policy: { 'emergency-override': 'except in an emergency', absolute: 'not even in an emergency' },
  seal: {
    entry: 'One entry hidden, with what speaks of it',
    category: 'Hidden: {kinds}',
  },
  level: {
    sealed: 'from staff and who acts for {somebody}, unless a written reason opens it',
    'sealed-locked': 'from staff and who acts for {somebody}',
    'hidden-from-proxies': 'from everybody who acts for {somebody}',
    'hidden-from-own-pages': 'from the person’s own pages and from everybody who acts for them',
  },
  teamBecame: {
    renamed: 'now called {name}',
    empty: 'nobody is in it now',
    ended: 'this team has ended',
  },
  seenBy: 'still seen by {team}',
  protection: 'Full protection: only {team} may open the record',
  'share-sensitive': 'Shared although it is kept back by default: {labels}',
  'discreet-mode': 'Discreet mode',
  'safe-contact': 'Safe ways to reach {somebody}: “{words}”',
  you: 'you',
  forPerson: 'for {somebody}',
  anotherPlace: 'another place',
  staffElsewhere: 'staff of another place',
  ofThatRecord: 'the person whom that record was taken to be of',
  carried: 'It came with what {place} wrote, when that was found to be about {somebody}.',
  carriedStands: 'It closes, so it was kept. It can be taken back here.',
} as const;
