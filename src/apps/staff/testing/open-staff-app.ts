/** The staff app of one file of tests: open before the first of them, closed after the last. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Bundle } from 'fhir/r4.js';
import { databaseForTests, type TestDatabase } from '#platform';
import {
  askStaffApp,
  type FormFields,
  type StaffAppForTests,
  type StaffAppOptions,
  staffAppForTests,
  type TestRole,
} from './staff-app-for-tests.ts';

export interface OpenedStaffApp {
  readonly staff: StaffAppForTests;
  readonly database: TestDatabase;
  /** Asks for a page, or sends a form of it. */
  ask(url: string, as: TestRole, form?: FormFields): ReturnType<typeof askStaffApp>;
}

export async function openStaffApp(options: StaffAppOptions = {}): Promise<OpenedStaffApp> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0)) await closer();
  };
  after(close);
  try {
    const database = await databaseForTests({ after: (closer) => closers.unshift(closer) });
    const keys = await mkdtemp(join(tmpdir(), 'goldthread-staff-'));
    closers.push(() => rm(keys, { recursive: true, force: true }));
    const staff = await staffAppForTests(database, keys, options);
    closers.unshift(() => staff.app.close());
    return { staff, database, ask: (url, as, form) => askStaffApp(staff, { url, cookie: `as=${as}`, form }) };
  } catch (error) {
    // No hook runs where the file itself fails: a PostgreSQL of its own would stay.
    await close();
    throw error;
  }
}

type Filed = readonly ['ZX901' | 'ZX902', Bundle];

/** The same with what `bundleOf` says of one person on file; `home` is their page. */
export async function openStaffAppWithPerson(
  options: StaffAppOptions,
  ...filed: readonly Filed[]
): Promise<OpenedStaffApp & { home: string }> {
  const opened = await openStaffApp(options);
  for (const [organisation, bundle] of filed) await opened.staff.file(organisation, bundle);
  const found = await opened.ask('/staff/find', 'gp', { nhsNumber: '999 000 0026' });
  const [home] = /\/staff\/people\/[0-9a-z]{11}/.exec(found.body) ?? [];
  if (home === undefined) throw new Error(`nobody was found: ${found.body}`);
  return { ...opened, home };
}
