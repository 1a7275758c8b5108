export const words = {
  heading: 'Second person',
  lead: 'Some people chose that two members of staff agree before their record opens in an emergency. Speak to your colleague, and agree only if you are convinced that delay could cause serious harm. Your name is recorded, and the person can see it.',
  empty: 'No emergency of your organisation waits for a second person.',
  asked: 'Asked',
  by: 'by',
  until: 'counts until',
  agree: 'I agree',
  agreeHidden: 'that this is an emergency:',
  agreed: 'You agreed. Your colleague can open the record now.',
} as const;
