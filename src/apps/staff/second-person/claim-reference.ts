/** How two members of staff name an emergency to each other: it says nothing about anybody. */
export function claimReference(claim: number): string {
  return `EM-${claim.toString(36).toUpperCase()}`;
}

export function claimOf(reference: string): number | undefined {
  const [, digits = ''] = /^EM-([0-9A-Z]{1,11})$/.exec(reference.trim().toUpperCase()) ?? [];
  const claim = Number.parseInt(digits, 36);
  return Number.isSafeInteger(claim) ? claim : undefined;
}
