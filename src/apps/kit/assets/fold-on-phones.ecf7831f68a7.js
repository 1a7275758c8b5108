/** Folds what is less urgent on a small screen; without script everything stays open. */
export function foldOnPhones() {
  if (!window.matchMedia('(max-width: 40.0525em)').matches) return;
  for (const fold of document.querySelectorAll('details[data-fold-on-phone]')) fold.open = false;
}
