export const words = {
  title: 'My choices',
  lead: 'Places that look after you share what they write about you. You can change who sees it. What a choice will do is said before you make it, and you can take it back.',
  caution:
    'Staff who cannot see something may ask you again, or not know of it when it matters. If you are not sure, talk to your GP surgery first.',
  now: 'What you have chosen',
  nowNone: 'When you choose something, it stands here with the day, and you can take it back.',
  past: 'What you chose before',
  over: 'Over',
  madeBy: 'Chosen by',
  endedBy: 'Taken back by',
  evidence: 'They wrote:',
  carriedAt: 'That was',
  takeBack: 'Take back',
  elsewhere: 'Chosen elsewhere',
  elsewhereText:
    'Two choices are about research and planning, not about your care. They are not made or shown here, and this service follows both.',
  nationalOptOut: 'National Data Opt-Out: choose on the NHS website or in the NHS App',
  typeOne: 'Type 1 opt-out: ask your GP surgery for its form',
} as const;

export const doneWords = {
  made: 'Done. It holds within a minute, also on pages that are open now.',
  ended: 'Done. You took it back. It holds within a minute.',
  undo: 'Undo',
} as const;

export const openToNobodyWords = {
  text: 'Nobody is left in the team that you named. Your record is still protected: it opens only in an emergency that two members of staff confirm. Name another team, or take full protection back.',
  more: 'Name another team',
} as const;

export const groupWords = {
  see: 'Who can see what',
  seeDoors: {
    'who-can-see': ['Who can see what', 'Which roles see which parts, and what always stays closed'],
    'who-has-looked': [
      'Who has looked',
      'Everyone who opened your record, or tried to. You can stop one person from there.',
    ],
  },
  stop: 'Stop sharing',
  hide: 'Hide something',
  hideRecord: ['Hide one entry', 'Open your record, a result or a letter, and choose “Hide this” beside it'],
  protect: 'More protection',
  discreet: ['Discreet mode', 'For when somebody else looks at your screen'],
} as const;
