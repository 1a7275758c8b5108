export const words = {
  heading: 'Medicines',
  lead: 'Lists from different sources stand side by side. Nothing has been merged. Check with the person what they really take.',
  current: 'Current',
  stopped: 'Stopped or ended',
  medicine: 'Medicine and directions',
} as const;
