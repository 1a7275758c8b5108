export const words = {
  heading: 'Help with this service',
  parts: [
    {
      heading: 'What you see here',
      text: 'What the places that look after you have sent and released to you. A result that waits for a clinician to talk to you is not here yet. Each page says which place did not answer, so an empty page does not mean that there is nothing.',
    },
    {
      heading: 'Something is wrong',
      text: 'Ask the place that wrote it: its name stands beside each entry. What they correct changes here by itself.',
    },
    {
      heading: 'Who can see your record',
      text: 'Only people who care for you, and only what their work needs. Everyone who looks or tries to is written down, and you can read the list.',
    },
    {
      heading: 'If you feel unwell',
      text: 'Nobody watches this service. Call 999 if a life is at risk. Use 111 if you need help soon.',
    },
  ],
} as const;
