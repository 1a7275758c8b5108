/**
 * Whether the text names a row of the table itself. `in` also finds what every object inherits: whoever posts `constructor`
 * where a choice is asked for would have made one that nobody offered.
 */
export function isKeyOf<Table extends object>(table: Table, text: PropertyKey): text is keyof Table {
  return Object.hasOwn(table, text);
}
