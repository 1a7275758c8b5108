/** Nobody is signed in after a restore: who signed out since the backup would be signed in again. */
import type { TableCopies } from '#platform';

const none = { where: 'false' };

export const signInCopies: TableCopies = {
  'sign_in.attempt': none,
  'sign_in.session': none,
  'sign_in.launch': none,
  'sign_in.app_code': none,
};
