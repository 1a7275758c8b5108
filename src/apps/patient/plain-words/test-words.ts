import { type PlainTest, testsInPlainWords } from './tests-table.ts';

export function plainTest(name: string): PlainTest | undefined {
  return testsInPlainWords[name.trim().toLowerCase()];
}

/** In plain words where we have them; else as the source wrote it. */
export function testName(name: string): string {
  return plainTest(name)?.name ?? name;
}
