import type { ChoiceKind } from '#privacy';

export const words = {
  title: 'Take a choice back',
  about: 'You chose:',
  will: 'If you take it back:',
  confirm: 'Take it back',
  leave: 'Leave it as it is',
} as const;

export const willWords: Readonly<Record<ChoiceKind, readonly string[]>> = {
  objection: ['Staff who give you care can look again, as everybody’s record is shared.'],
  seal: ['Those from whom it was hidden can see it again, and what speaks of it.'],
  protection: [
    'Staff who give you care can open your record again, without being in a team.',
    'The privacy officer is no longer told of each look. You still see every look in the log.',
  ],
  'share-sensitive': ['These entries are kept back again from everybody but the place that wrote them.'],
  'discreet-mode': ['Your pages show again who has looked and what you have chosen.'],
  'safe-contact': ['Staff no longer read how it is safe to reach you.'],
};

export const soon = 'It holds within a minute, and the history keeps both.';
