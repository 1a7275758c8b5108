export const words = { withdrawn: 'Taken back:', file: 'This letter is a file.' } as const;
