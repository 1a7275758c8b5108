/** Numbers as PostgreSQL reads a list of them, for a parameter that is cast (`($1::text)::bigint[]`). */
export function numberArray(numbers: readonly number[]): string {
  return `{${numbers.join(',')}}`;
}
