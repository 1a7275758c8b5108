import type { Database } from '#platform';

/** What sign-in needs of the database: the pool of the application's role. */
export type SignInDatabase = Pick<Database, 'sql' | 'transaction'>;
