/** The role `goldthread_app`, in which the region works: it owns nothing, and has only what migrations grant it. */
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { platformFault } from '../faults.ts';
import { type Sql, sqlStateOf } from './database.ts';

/**
 * Makes the role when it is missing. With `applicationUrl` it may log in with the password in there; without, the
 * owner may change into it (`SET ROLE`).
 * @returns fault PLATFORM-016 when the owner has no right to do so
 */
export async function prepareApplicationRole(sql: Sql, applicationUrl: string | undefined): Promise<Outcome<void>> {
  try {
    const [found] = await sql<
      { login: boolean }[]
    >`SELECT rolcanlogin AS login FROM pg_roles WHERE rolname = 'goldthread_app'`;
    if (found === undefined)
      await sql`CREATE ROLE goldthread_app NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT`;
    if (applicationUrl !== undefined) {
      const password = decodeURIComponent(new URL(applicationUrl).password);
      // Set again each time: cheap, and right also after the password file was made anew. ALTER ROLE takes no parameters.
      await sql.unsafe(`ALTER ROLE goldthread_app LOGIN PASSWORD '${password.replaceAll("'", "''")}'`);
      return ok(undefined);
    }
    const [member] = await sql<{ may: boolean }[]>`
      SELECT pg_has_role(current_user, 'goldthread_app', 'MEMBER') AS may`;
    if (member?.may !== true) await sql`GRANT goldthread_app TO CURRENT_USER`;
    // From version 16 on, who makes a role is its administrator and still may not change into it.
    const [version] = await sql<{ number: string }[]>`SELECT current_setting('server_version_num') AS number`;
    if (found === undefined && Number(version?.number) >= 160_000)
      await sql`GRANT goldthread_app TO CURRENT_USER WITH SET TRUE`;
    return ok(undefined);
  } catch (error) {
    // 42501: insufficient privilege.
    if (sqlStateOf(error) !== '42501') throw error;
    return failed(platformFault('PLATFORM-016', 'the user of the database may not make roles'));
  }
}
