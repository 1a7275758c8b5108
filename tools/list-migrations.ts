/** Writes the digests of new migrations to tests/house/migrations-table.json. Those that stand there are left as they are. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestsOfMigrations, listedMigrations, migrationsTable } from '../tests/house/migration-digests.ts';

const all = { ...digestsOfMigrations(), ...listedMigrations() };
const sorted = Object.fromEntries(Object.entries(all).sort(([one], [other]) => (one < other ? -1 : 1)));
writeFileSync(join(import.meta.dirname, '..', migrationsTable), `${JSON.stringify(sorted, null, 2)}\n`);
console.log(`${Object.keys(sorted).length} migrations are listed`);
