/** Apps that can be opened from one record. */
export interface AppsView {
  readonly action: string;
  readonly formToken: string;
  readonly apps: readonly { readonly clientId: string; readonly name: string; readonly publisher: string }[];
  readonly connectedHref: string;
}
