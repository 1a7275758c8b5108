export const words = {
  heading: 'Appointments',
  upcoming: 'Coming up',
  past: 'In the past',
  with: 'With',
  live: 'up to date',
  asOf: 'from',
  unreachable: 'not answering now. What it holds is not shown',
  silent: 'has not sent anything yet',
  nothing: 'No appointments here from:',
} as const;

export const appointmentWords = {
  appointment: 'Appointment',
  states: { cancelled: 'Cancelled', missed: 'Marked as missed', withdrawn: 'Taken out: it was entered by mistake' },
} as const;
