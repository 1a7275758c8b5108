export const words = {
  heading: 'Acting for patients',
  lead: 'Requests to your practice by people who want to act for a patient, and permissions to look at again within 30 days.',
  nothing: 'Nothing waits for your practice.',
  columns: { patient: 'Patient', proxy: 'Who asks', what: 'What waits', since: 'Since' },
} as const;

export const whatWords = { asked: 'A request', review: 'A review' } as const;
