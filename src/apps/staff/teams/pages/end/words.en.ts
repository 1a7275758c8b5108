export const words = {
  title: 'End a team',
  heading: (name: string): string => `End the team “${name}”`,
  members: (count: number): string => (count === 1 ? 'It has 1 member now.' : `It has ${count} members now.`),
  will: 'If you end it:',
  consequences: [
    'It opens no record to its members any more, also on pages that are open now.',
    'Whoever named it keeps full protection. Where they named no other team, only an emergency that two confirm opens their record until they name another.',
    'They read it in their log and on their own pages, and the privacy officer of your organisation is told of those who named no other team. You are not told who they are.',
    'It can’t be undone. A team that you form instead is named by nobody at first, even if it has the same name.',
  ],
  instead: 'If only the name or the members are wrong, rename the team or change its members instead.',
  confirm: 'End this team',
  leave: 'Leave it as it is',
} as const;
