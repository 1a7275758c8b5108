/** People of the demo region whom the journeys are about. All invented; numbers of the 999 range. */
export const people = {
  arthurRimmer: {
    nhsNumber: '999 000 0018',
    localNumber: '41100000',
    familyName: 'Rimmer',
    givenName: 'Arthur',
    birthDate: '1957-11-03',
  },
  alexOrdinary: {
    nhsNumber: '999 000 0212',
    localNumber: '41100005',
    familyName: 'Ordinary',
    givenName: 'Alex',
    birthDate: '1990-04-04',
  },
  mayaLockwood: { nhsNumber: '999 000 0611', familyName: 'Lockwood', givenName: 'Maya', birthDate: '1993-08-14' },
  leahWhitcombe: { nhsNumber: '999 000 0174', familyName: 'Whitcombe', givenName: 'Leah' },
  tomWhitcombe: { nhsNumber: '999 000 1138', familyName: 'Whitcombe', givenName: 'Tom' },
  dorothyHale: { nhsNumber: '999 000 0093', familyName: 'Hale', givenName: 'Dorothy', birthDate: '1948-02-12' },
} as const;
