/** Why a record does not open, in words that hold for everybody of the role and say nothing of the record. */
const texts: Readonly<Record<string, string>> = {
  D2: 'Your organisation has no agreement to share records for treatment.',
  D3: 'Your role does not open records. If you work in another role too, change role.',
  D5: 'This record is not shared. Ask the person, or the service that holds what you need.',
  D6: 'This record is not shared. Ask the person, or the service that holds what you need.',
  D7: 'You and your team are not known to be looking after this person now.',
  D17: 'This is your own record. Staff do not open their own here: read it in your own health and care record.',
  D8: 'You and your team are not known to be looking after this person now, and your role opens no record without that.',
};

export function refusalText(decidedBy: readonly string[]): string {
  for (const row of decidedBy) {
    const text = texts[row];
    if (text !== undefined) return text;
  }
  return 'This record does not open for your role and organisation now.';
}
