export const words = {
  heading: 'Documents',
  groupedBy: 'Grouped by',
  columns: { document: 'Document', kind: 'Kind', written: 'Written', author: 'Author', organisation: 'Organisation' },
  notStated: 'Not stated',
  more: 'More documents',
} as const;
