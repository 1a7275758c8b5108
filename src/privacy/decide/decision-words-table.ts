/** The rows of the access decision in words, for docs/safety/access.md and, in `plain`, for the person's own page. Data. */
export interface DecisionRow {
  readonly when: string;
  readonly answer: string;
  /** As the person themself reads it; none where it would only puzzle. */
  readonly plain?: string;
}

export const decisionTable: Readonly<Record<string, DecisionRow>> = {
  D0: {
    when: 'Something that the decision rests on is missing, stale or failing; or an entry could not be labelled',
    answer: 'Closed; such an entry waits until a human has filed it',
  },
  D1: {
    when: 'The token is missing, expired or for another audience, or identity was not proved highly enough',
    answer: 'Nothing is looked for: sign in again, or prove identity',
    plain: 'Nobody sees anything without signing in.',
  },
  D2: {
    when: 'The caller’s organisation has no sharing agreement for this purpose',
    answer: 'Closed, whatever else holds; sources that the agreement does not cover are left out',
    plain: 'Only organisations that have signed the sharing agreement can look.',
  },
  D3: {
    when: 'The role, or the client’s scope, does not cover the act or the kind of entry',
    answer: 'Refused before any data is looked at; kinds of entries beyond the role are left out',
    plain: 'What staff see depends on their job. A receptionist sees appointments, not what was said.',
  },
  D4: {
    when: 'The person is unknown, or is not the one whom sign-in proved',
    answer: 'The same answer as for a record that does not exist',
  },
  D5: {
    when: 'The person has objected, absolutely, to this reader, organisation, source or all',
    answer:
      'Closed, and breaking glass does not open it; an organisation keeps what it wrote itself, a named reader sees nothing',
    plain: 'If you have said no to sharing, staff see only what their own organisation wrote.',
  },
  D6: {
    when: 'The person has objected, but for emergencies',
    answer: 'As D5; a role that may break glass is offered it',
    plain: 'If you have said no except in an emergency, only an emergency opens your record, and you are told.',
  },
  D7: {
    when: 'No relationship, and the role may state one',
    answer: 'Closed until a reason is written; then open to this member of staff in this role for a few hours',
    plain: 'Staff who are not known to care for you must write down why they look. You can read it.',
  },
  D8: {
    when: 'No relationship, and the role may not state one',
    answer: 'Closed',
    plain: 'Other staff cannot open your record.',
  },
  D9: {
    when: 'The purpose is not the care of this person, their own request or a source’s own feed',
    answer: 'Closed; other uses have a way of their own, with opt-outs and no rows about one person',
    plain: 'Planning and research never see your record by this way, and your national opt-out applies to them.',
  },
  D10: {
    when: 'The person’s whereabouts are protected',
    answer: 'Open without any place; a search by postcode never finds them',
    plain: 'If your address is protected, it is shown to nobody here.',
  },
  D11: { when: 'An item is marked restricted', answer: 'Left out, unless the reader’s own organisation wrote it' },
  D12: {
    when: 'An item is about sexual health, fertility treatment, gender history or termination of pregnancy',
    answer: 'Left out, unless the reader’s own organisation wrote it or the person asked for it to be shared',
    plain: 'Sexual health, fertility, gender and termination are kept back from other organisations unless you ask.',
  },
  D13: {
    when: 'An item is sealed',
    answer:
      'Left out, without a trace, for everybody outside the team; a written override by an entitled role opens it',
    plain: 'What you seal is seen by one team only. To override it, a senior member of staff must write down why.',
  },
  D14: {
    when: 'An item is sealed and locked, or of an anonymous service',
    answer: 'As D13 without an override; an anonymous service sees its own; breaking glass shows neither',
    plain: 'What you seal and lock is seen by one team only, always.',
  },
  D15: {
    when: 'The person reads their own record',
    answer: 'What its source has released; nothing hidden from them, about third parties or for safeguarding',
    plain: 'You see what your care teams have released to you.',
  },
  D16: {
    when: 'Somebody reads who acts for the person',
    answer:
      'Only with an approved, current authority, and only its categories; nothing sensitive, sealed or hidden from them',
    plain: 'Somebody who acts for you sees only what was agreed, and never what is sealed or sensitive.',
  },
  D17: {
    when: 'Staff open their own record, a colleague’s or a relative’s',
    answer: 'Their own: closed. The others: open as otherwise, with an alert at once',
    plain: 'Staff who look at a colleague or relative are reported at once.',
  },
  D18: {
    when: 'The person chose full protection',
    answer: 'Open to the team they named, with an alert at once; to others only in an emergency that two confirm',
    plain: 'With full protection only the team you named sees your record, and every look is reported at once.',
  },
  D19: {
    when: 'The person has died',
    answer: 'Their own sign-in and those who acted for them: closed. Staff: as before, then some roles only',
    plain: 'After a death nobody signs in as the person or for them.',
  },
  D20: {
    when: 'A write would change whom an entry is about, its labels, its source, or the log',
    answer: 'Refused',
  },
  D21: {
    when: 'Another region asks',
    answer: 'Decided here again, as for staff with the asserted role, purpose and organisation; nothing can be claimed',
    plain: 'Staff of other regions are held to the same rules, here.',
  },
  D22: {
    when: 'Glass was broken for this person within the last hours',
    answer:
      'Lifts an objection that allows for emergencies, the missing relationship, and what is restricted or sensitive (D6, D8, D11, D12). Never an absolute objection, a protected place, a seal, a lock or a protected write (D5, D10, D13, D14, D20). Full protection (D18) only when two confirm',
    plain: 'In an emergency some staff can open a record. It is checked afterwards, and you are told.',
  },
  D23: {
    when: 'A relationship is active, or a system reads what its own organisation contributed',
    answer: 'Open, shaped by the role',
    plain: 'Staff of organisations that are caring for you see what their job needs.',
  },
};
