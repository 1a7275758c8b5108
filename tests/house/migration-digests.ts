/** What each migration was when it came in, by its digest: the same that a region keeps of those it applied. */
import { createHash } from 'node:crypto';
import { filesMatching, textOf } from './checkout-files.ts';

export const migrationsTable = 'tests/house/migrations-table.json';

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function digestsOfMigrations(): Readonly<Record<string, string>> {
  return Object.fromEntries(filesMatching('src/*/migrations/*.sql').map((path) => [path, digestOf(textOf(path))]));
}

export function listedMigrations(): Readonly<Record<string, string>> {
  return JSON.parse(textOf(migrationsTable)) as Readonly<Record<string, string>>;
}
