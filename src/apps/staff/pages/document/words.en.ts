export const words = {
  open: 'This document is a file. It opens outside this page.',
  withdrawnHeading: 'This document was withdrawn',
  withdrawnText: 'Withdrawn by {by} on',
  reason: 'Reason given:',
  noReason: 'No reason was given.',
  withdrawnEffect: 'Do not rely on anything you remember from it.',
  versions: 'Other versions',
  asSent: 'Text exactly as sent',
} as const;
