export const words = { reference: 'Reference', next: 'What you can do' } as const;
