/**
 * Takes every clause out of the access table in turn, and every value and exception out of every clause, and shows that the
 * generated cases notice. A change that two clauses hold is named as that.
 */
import { accessTable } from '../../src/privacy/decide/decision-table.ts';
import { decisionFailure, requestCases } from '../../src/privacy/decide/testing/decision-suite.ts';
import { heldTwice, mutants } from '../../src/privacy/decide/testing/mutate-table.ts';

export async function proveMutation(): Promise<boolean> {
  console.log(`${requestCases().rows.length} situations, every label and every two labels for each caller`);
  const unchanged = decisionFailure(accessTable);
  if (unchanged !== undefined) {
    console.log(`the table itself fails: ${unchanged}`);
    return false;
  }
  const counts = { noticed: 0, heldTwice: 0, survived: 0 };
  for (const { name, row, table } of mutants(accessTable)) {
    const failure = decisionFailure(table);
    const verdict = failure !== undefined ? 'noticed' : heldTwice.has(name) ? 'heldTwice' : 'survived';
    counts[verdict]++;
    const said = { noticed: 'red', heldTwice: 'held by two clauses', survived: 'SURVIVED' }[verdict];
    console.log(`  ${row.padEnd(4)} ${name.padEnd(62)} ${said}`);
  }
  console.log(`${counts.noticed} red, ${counts.heldTwice} held by two clauses, ${counts.survived} survived`);
  return counts.survived === 0;
}
