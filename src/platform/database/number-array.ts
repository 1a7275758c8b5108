/** Numbers as PostgreSQL reads a list of them, for a parameter that is cast (`($1::text)::bigint[]`); undefined becomes null. */
export function numberArray(numbers: readonly (number | undefined)[]): string {
  return `{${numbers.map((number) => number ?? 'null').join(',')}}`;
}
