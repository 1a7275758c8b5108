/** How an alert is named in an address and on paper: `PO-` and its number, which says nothing about anybody. */
export function alertOf(reference: string): number | undefined {
  const [, digits = ''] = /^PO-([0-9A-Z]{1,11})$/.exec(reference) ?? [];
  const alert = Number.parseInt(digits, 36);
  return Number.isSafeInteger(alert) ? alert : undefined;
}

export const reviewHome = '/staff/access-review';

export function alertHref(reference: string): string {
  return `${reviewHome}/alerts/${reference}`;
}
