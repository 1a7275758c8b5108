import { appPermissionText } from '#kit';
import type { AppRegistration, ConnectedApp } from '#sign-in';
import type { ConnectedAppsView, EndedAppView } from './view.ts';
import { words } from './words.en.ts';

const endedMax = 10;

const iso = (ms: number): string => new Date(ms).toISOString();

function endedView(app: ConnectedApp): EndedAppView {
  const { ended } = app;
  return {
    name: app.name,
    endedAt: iso(ended?.atMs ?? app.endsAtMs),
    why: words.why[ended?.by ?? 'over'],
    isWarning: ended?.by === 'reuse' || ended?.by === 'code-reuse',
  };
}

export function connectedAppsView(
  apps: readonly ConnectedApp[],
  launchable: readonly AppRegistration[],
  page: { readonly formToken: string; readonly isStopped: boolean; readonly nowMs: number },
): ConnectedAppsView {
  const live = apps.filter((app) => app.isLive);
  return {
    ...(page.isStopped ? { done: words.stopped } : {}),
    live: live.map((app) => ({
      grantId: app.grantId,
      name: app.name,
      publisher: app.publisher,
      sees: app.items.map(({ about, onlyCodes }) => appPermissionText(about, onlyCodes, 'patient')),
      allowedAt: iso(app.allowedAtMs),
      ...(app.lastUsedAtMs === undefined ? {} : { lastUsedAt: iso(app.lastUsedAtMs) }),
      ...(app.isBoundToSession ? {} : { endsAt: iso(app.endsAtMs) }),
    })),
    // One that was over before it ended says when its time was over; one of a session that is gone, now.
    ended: apps
      .filter((app) => !app.isLive)
      .slice(0, endedMax)
      .map((app) =>
        endedView(app.endsAtMs > page.nowMs && app.ended === undefined ? { ...app, endsAtMs: page.nowMs } : app),
      ),
    openable: launchable.map(({ clientId, name, publisher }) => ({ clientId, name, publisher })),
    formToken: page.formToken,
  };
}
