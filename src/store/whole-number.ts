const minus = 0x2d;
const nought = 0x30;

/** A whole number as PostgreSQL writes it, of at most 53 bits; read from its bytes, since a page has ten of them a row. */
export function wholeNumberIn(bytes: Buffer): number {
  const isNegative = bytes[0] === minus;
  let number = 0;
  for (let at = isNegative ? 1 : 0; at < bytes.length; at++) number = number * 10 + (bytes[at]! - nought);
  return isNegative ? -number : number;
}
