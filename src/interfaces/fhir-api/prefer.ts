/** RFC 7240 as R4 3.1.0.1.4 uses it: what a write answers with, and how strict a search is. */

export type ReturnPreference = 'minimal' | 'representation' | 'OperationOutcome';

function preference(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined;
  for (const part of header.split(/[,;]/)) {
    const [key = '', value = ''] = part.split('=');
    if (key.trim().toLowerCase() === name) return value.trim().replaceAll('"', '');
  }
  return undefined;
}

export function returnPreference(header: string | undefined): ReturnPreference | undefined {
  const value = preference(header, 'return');
  return value === 'minimal' || value === 'representation' || value === 'OperationOutcome' ? value : undefined;
}

/** Lenient unless the client asks for strict: R4 3.1.1.3 leaves the default to the server. */
export function isStrictHandling(header: string | undefined): boolean {
  return preference(header, 'handling') === 'strict';
}

export function isLenientHandling(header: string | undefined): boolean {
  return preference(header, 'handling') === 'lenient';
}

export function wantsAsync(header: string | undefined): boolean {
  return (header ?? '').split(/[,;]/).some((part) => part.trim().toLowerCase() === 'respond-async');
}
