export const words = {
  heading: 'A second person has to agree',
  text: 'This person chose that even in an emergency two members of staff agree before anything opens. Your reason is recorded.',
  ask: 'Ask a colleague of your organisation who may open records in an emergency to sign in, choose “Second person”, and agree to this emergency:',
  until: 'Their agreement counts until',
  open: 'They have agreed: open the record',
  leave: 'Leave without opening',
  still: 'What stays closed even then',
  stillText: 'Entries that the person has sealed. This line is the same for everybody.',
  help: 'Need help?',
} as const;
