export const words = {
  heading: 'My record',
  lead: 'This is what the places that look after you have shared. Ask them if something is missing.',
  allergies: 'Allergies',
  medicines: 'Medicines',
  problems: 'Health problems',
  recordedAs: 'In your record this is called',
  since: 'Since',
  for: 'For:',
  from: 'From',
  sources: 'Where this comes from',
  live: 'up to date',
  asOf: 'from',
  unreachable: 'not answering now. What it holds is not shown',
  silent: 'has not sent anything yet',
  nothing: 'Nothing here yet from:',
  wrong: 'Something is wrong or missing',
  withdrawn: 'Taken out:',
} as const;

/** Pieces of sentences about one entry. */
export const recordWords = {
  reaction: 'What happened:',
  severe: 'It can make you very ill. Tell anyone who gives you medicine.',
  tellThem: 'Tell anyone who gives you medicine.',
  unconfirmed: 'It has not been confirmed.',
  denied: 'This place wrote that there are none, which does not agree with the list above. Ask them to put it right.',
  suspected: 'This is being looked into and is not certain.',
  stopped: 'stopped this on',
  strengths: 'Places have written down different strengths of this.',
  askFirst: 'Ask your pharmacist or GP before you take it.',
  noDirections: 'How to take it was not written here. See the label on the box.',
  anotherPlace: 'another place',
} as const;
