/** The rows of the access decision, in words. Data: docs/safety/access.md is made from it; `decide-access.ts` is the rule. */
export interface DecisionRow {
  readonly when: string;
  readonly answer: string;
}

export const decisionTable: Readonly<Record<string, DecisionRow>> = {
  D1: {
    when: 'The token is missing, expired or for another audience, or identity was not proved highly enough',
    answer: 'Nothing is looked for: sign in again, or prove identity',
  },
  D2: {
    when: 'The caller’s organisation has no sharing agreement for this purpose',
    answer: 'Closed, whatever else holds',
  },
  D3: {
    when: 'The role, or the client’s scope, does not cover the act',
    answer: 'Refused before any data is looked at',
  },
  D4: {
    when: 'The person is unknown, or is not the one whom sign-in proved',
    answer: 'The same answer as for a record that does not exist',
  },
  D5: {
    when: 'The person has objected, absolutely, to this reader, organisation or all',
    answer: 'Closed; breaking glass does not open it',
  },
  D6: {
    when: 'The person has objected, but for emergencies',
    answer:
      'Closed; a role that may break glass is offered it. One source’s entries are withheld where only it is objected to',
  },
  D7: {
    when: 'No relationship, and the role may state one',
    answer: 'Closed until a reason is written; then open to this member of staff for a few hours',
  },
  D8: { when: 'No relationship, and the role may not state one', answer: 'Closed' },
  D10: {
    when: 'The person’s whereabouts are protected',
    answer: 'Open without any place; a search by postcode never finds them',
  },
  D11: { when: 'An item is marked restricted', answer: 'Left out, unless the reader’s own organisation wrote it' },
  D12: {
    when: 'An item carries a sensitive label (sexual health, HIV, fertility and the like)',
    answer: 'Left out, unless the reader’s own organisation wrote it',
  },
  D13: {
    when: 'An item is sealed',
    answer: 'Left out, without a trace, also for the organisation that wrote it: teams are not known yet',
  },
  D14: {
    when: 'An item is sealed and locked, or of an anonymous service',
    answer: 'As D13; an anonymous service sees its own; breaking glass shows neither',
  },
  D15: {
    when: 'The person reads their own record',
    answer: 'What its source has released; nothing hidden from them, about third parties or for safeguarding',
  },
  D19: { when: 'The person has died', answer: 'Their own sign-in opens nothing; staff as before' },
  D22: {
    when: 'Glass was broken for this person within the last hours',
    answer: 'Lifts D6, D8, D11 and D12, never D5, D10, D13 or D14',
  },
  D23: {
    when: 'A relationship is active, or a system reads what its own organisation contributed',
    answer: 'Open, shaped by the role',
  },
};

/** Rows that later work decides; until then nothing is opened by them. */
export const decisionsToCome: Readonly<Record<string, string>> = {
  D9: 'Uses beyond direct care',
  D16: 'Carers and parents who act for somebody',
  D17: 'Staff who open their own record, a colleague’s or a relative’s',
  D18: 'People who chose to be asked about first',
  D20: 'Changes to protected fields',
  D21: 'Requests from other regions',
};
