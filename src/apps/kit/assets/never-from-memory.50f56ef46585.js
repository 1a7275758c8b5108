/**
 * A page that the browser kept in its memory is asked for again before anybody reads it: after signing out, its back button
 * leads to signing in and not to somebody's record. `no-store` alone keeps no browser from it.
 */
export function neverFromMemory() {
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) window.location.reload();
  });
}
