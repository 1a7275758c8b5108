export const words = {
  title: 'Connected apps',
  lead: 'These apps may see parts of your record because you allowed it. You can stop any of them, at any time, without giving a reason.',
  noApps: 'No app may see your record.',
  madeBy: 'Made by',
  sees: 'It may see:',
  allowed: 'You allowed it on',
  lastUsed: 'It last looked on',
  neverUsed: 'It has not looked yet.',
  until: 'It ends by itself on',
  untilLogout: 'It ends when you log out.',
  stop: 'Stop',
  stopHidden: 'this app:',
  stopped: 'You stopped the app. It sees nothing more from now on. What it had read, it may still have.',
  past: 'Apps that have stopped',
  keptFor: 'We list them for 90 days after they would have ended.',
  why: {
    person: 'You stopped it.',
    app: 'The app gave its access back.',
    reuse:
      'We stopped it because a key of the app was used twice: somebody else may have had it. If you still use the app, tell whoever makes it, and connect it again.',
    'code-reuse':
      'We stopped it because the app’s first key was used twice: somebody else may have had it. If you still use the app, connect it again.',
    over: 'Its time was over, or you logged out.',
  },
  openTitle: 'Apps you can connect',
  openLead:
    'They are listed because this region has registered them. The app asks you first, and you choose what it may see.',
  open: 'Open',
  openHidden: 'the app',
  log: 'See each time an app has looked',
  notNhs: 'Apps are made by others. We do not check what they do with what they read.',
} as const;
