export const words = {
  heading: 'Teams',
  lead: 'People who choose full protection name one or more teams. Only the members of those teams open their record; anybody else needs an emergency that two confirm. Keep a team small, and take out who leaves.',
  told: 'Every change counts within a minute, also on pages that are open now. It is recorded with your name, and everybody who named the team reads it in their log. You are not told who named a team.',
  nothing: 'Your organisation has no team yet.',
  columns: { name: 'Name', staffId: 'Sign-in identifier', since: 'Member since', act: 'Membership' },
  caption: 'Members of',
  nobody: 'Nobody is in this team: whoever named it alone is open to nobody, but in an emergency.',
  end: 'End membership',
  endHidden: (name: string): string => `of ${name}`,
  add: 'Add a member',
  memberName: 'Name',
  staffId: 'Sign-in identifier',
  staffIdHint: 'As your organisation’s sign-in names them. A wrong one opens nothing to anybody.',
  addButton: 'Add to the team',
  notYourself: 'Nobody adds themself: a colleague who leads teams does.',
  change: 'Rename or end this team',
  newName: 'New name',
  newNameHint: 'It stays the same team. Everybody who named it can read both names.',
  rename: 'Rename this team',
  endTeam: 'End this team',
  form: 'Form a team',
  name: 'Name of the team',
  nameHint: 'People read it when they choose: “Usual doctor and nurse”, “Diabetes clinic”',
  isMember: 'I am a member of this team',
  formButton: 'Form this team',
} as const;

export const doneWords = {
  formed: 'Done. People who are looked after by your organisation can name this team now.',
  join: 'Done. They are in the team.',
  leave: 'Done. Their membership has ended.',
  rename: 'Done. The team has its new name.',
  ended: 'Done. The team has ended, and opens no record to anybody.',
} as const;

export const errorWords = {
  noName: 'Enter the name of the team',
  name: 'Enter a name of 80 letters or fewer that no team of your organisation has, in plain letters, figures and punctuation',
  noNewName: 'Enter the new name of the team',
  newName:
    'Enter a name of 80 letters or fewer that the team does not have yet, nor any other of your organisation, in plain letters, figures and punctuation',
  memberName: 'Enter the name of the member of staff',
  staffId: 'Enter their sign-in identifier',
  yourself: 'You cannot add yourself. Ask a colleague who leads teams',
  isIn: 'They are in this team already',
} as const;
