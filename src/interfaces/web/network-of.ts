import { isIPv6 } from 'node:net';

/** An IPv4 address as a listener of both families sees it. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

/**
 * Whom a limit by network address is of. One household, or one machine, has 64 bits of IPv6 to itself (RFC 6177, 2; RFC 7934) and could
 * take another address for each attempt; an IPv4 address stands for itself.
 */
export function networkOf(address: string): string {
  const plain = plainAddress(address).replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  // `URL` writes an address in one form only: lower case, no leading zeros, the longest run of zeros cut out (RFC 5952).
  const canonical = new URL(`http://[${plain}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array.from({ length: zeros }, () => '0'), ...last].slice(0, 4).join(':');
}
