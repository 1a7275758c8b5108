import type { DemoAccount } from './demo-account.ts';

export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}

export interface AccountPageView {
  readonly action: string;
  /** Of one kind. */
  readonly accounts: readonly DemoAccount[];
  readonly typedWrong?: string;
  readonly isWithoutSmartcard?: boolean;
}

/** The list of accounts, each a button, and a field for those who know the name. Works without JavaScript. */
export function accountPage({ action, accounts, typedWrong, isWithoutSmartcard }: AccountPageView): string {
  const error =
    typedWrong === undefined
      ? ''
      : `<div class="nhsuk-error-summary" aria-labelledby="error-title" role="alert" tabindex="-1">
<h2 class="nhsuk-error-summary__title" id="error-title">There is a problem</h2>
<div class="nhsuk-error-summary__body"><ul class="nhsuk-list nhsuk-error-summary__list">
<li><a href="#account">There is no demo account with that name in this list</a></li></ul></div></div>`;
  const invalid = typedWrong === undefined ? '' : ' aria-describedby="account-error"';
  const errorText =
    typedWrong === undefined
      ? ''
      : `<span class="nhsuk-error-message" id="account-error"><span class="nhsuk-u-visually-hidden">Error:</span> Type a name from the list below</span>`;
  return `${error}
<h1 class="nhsuk-heading-l">Choose who to sign in as</h1>
<p>This sign-in asks for no password. It stands in for NHS CIS2 and NHS login, and exists only in a demo region. Every person here is invented.</p>
<form method="post" action="${escapeHtml(action)}" novalidate>
<div class="nhsuk-form-group${typedWrong === undefined ? '' : ' nhsuk-form-group--error'}">
<label class="nhsuk-label" for="account">Name of a demo account</label>${errorText}
<input class="nhsuk-input nhsuk-input--width-20" id="account" name="typed" type="text" autocomplete="off" autocapitalize="none" spellcheck="false" value="${escapeHtml(typedWrong ?? '')}"${invalid}>
</div>
${accounts.some(({ kind }) => kind === 'staff') ? smartcardChoice(isWithoutSmartcard === true) : ''}
<button class="nhsuk-button" type="submit" data-module="nhsuk-button">Continue</button>
<h2 class="nhsuk-heading-m">Or pick one</h2>
<dl class="nhsuk-summary-list">
${accounts.map(accountRow).join('\n')}
</dl>
</form>`;
}

/** A weaker sign-in, to see what is asked then. */
function smartcardChoice(isWithout: boolean): string {
  return `<div class="nhsuk-form-group"><div class="nhsuk-checkboxes"><div class="nhsuk-checkboxes__item">
<input class="nhsuk-checkboxes__input" id="without-smartcard" name="without-smartcard" type="checkbox" value="yes" aria-describedby="without-smartcard-hint"${isWithout ? ' checked' : ''}>
<label class="nhsuk-label nhsuk-checkboxes__label" for="without-smartcard">Sign in without the demo smartcard</label>
<div class="nhsuk-hint nhsuk-checkboxes__hint" id="without-smartcard-hint">There is no real card. If you tick this, the gravest acts, such as breaking glass, ask you to sign in again with the card.</div>
</div></div></div>`;
}

function accountRow(account: DemoAccount): string {
  const description = account.description === undefined ? '' : `<br>${escapeHtml(account.description)}`;
  return `<div class="nhsuk-summary-list__row">
<dt class="nhsuk-summary-list__key">${escapeHtml(account.personName)}</dt>
<dd class="nhsuk-summary-list__value"><code>${escapeHtml(account.name)}</code>${description}</dd>
<dd class="nhsuk-summary-list__actions"><button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small nhsuk-u-margin-bottom-0" type="submit" name="account" value="${escapeHtml(account.name)}">Sign in<span class="nhsuk-u-visually-hidden"> as ${escapeHtml(account.personName)}, ${escapeHtml(account.name)}</span></button></dd>
</div>`;
}

export function expiredPage(): string {
  return `<h1 class="nhsuk-heading-l">This sign-in has expired</h1>
<p>It took too long, was used already, or was started in another browser.</p>
<p><a href="/">Start again</a></p>`;
}
