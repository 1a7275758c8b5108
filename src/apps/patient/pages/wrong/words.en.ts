export const words = {
  title: 'Something is wrong or missing',
  lookTitle: 'This looks wrong',
  sentTitle: 'We have written it down',
  entry: 'Entry',
  lookQuestion: 'What looks wrong?',
  recordQuestion: 'What is it about?',
  lead: 'Only choose what it is about. Do not write about your health here: the places that keep your record need to hear it from you.',
  send: 'Send',
  choose: 'Choose what it is about',
  chooseLook: 'Choose what looks wrong',
  look: {
    'not-known': 'I do not know this person or place',
    'no-care': 'They were not caring for me then',
    'too-much': 'They saw more than they needed',
    other: 'Something else',
  },
  record: {
    record: 'Allergies, medicines or health problems',
    result: 'A test result',
    letter: 'A letter',
    appointment: 'An appointment',
    person: 'Something is about another person',
    log: 'The list of who has looked',
  },
  sentLook:
    'It now stands in the log of your record, beside that entry, where it cannot be taken out. The privacy officer of the region can see it there.',
  sentRecord: 'It now stands in the log of your record, where it cannot be taken out.',
  nextLook: [
    'Ask the organisation that is named in the entry. It has to tell you why its staff looked.',
    'If the answer does not satisfy you, you can complain to the Information Commissioner’s Office.',
  ],
  nextRecord: [
    'Ask the place that wrote it to put it right: its name stands beside each entry. What they correct changes here by itself.',
    'If something is about another person, tell them today.',
    'If they do not put it right, you can complain to the Information Commissioner’s Office.',
  ],
  notUrgent:
    'If it affects a medicine or treatment that you get now, phone that place today. Nobody watches this form.',
  next: 'What happens next',
  back: 'Back to who has looked',
  home: 'Back to home',
} as const;
