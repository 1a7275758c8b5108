export const words = {
  heading: 'Choose your role',
  hint: 'What you can open depends on the role and organisation you choose. You can change it later.',
  go: 'Continue',
  noRole: 'We have no role for you. Ask your registration authority or your manager.',
} as const;
