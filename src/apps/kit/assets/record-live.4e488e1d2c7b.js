/**
 * Keeps an open record up to date. A stream says `changed`; the same address is fetched again and the regions marked
 * `data-live` are swapped. The reader's place is left alone: focus, scroll position and folds stay, and what is new
 * is marked and announced politely (WCAG 4.1.3), never moved under a finger.
 */
const pauseMs = 150;
const closed = [401, 403, 404];

export function followRecord() {
  const root = document.querySelector('[data-live-events]');
  if (root === null || !('EventSource' in window)) return;
  const page = new LivePage(root);
  page.open();
}

class LivePage {
  constructor(root) {
    this.status = document.querySelector('[data-live-status]');
    this.refresh = document.querySelector('[data-live-refresh]');
    this.announcer = document.querySelector('[data-live-announcer]');
    this.words = root.dataset;
    this.timer = undefined;
    this.isFetching = false;
    this.isStale = false;
  }

  open() {
    const events = new EventSource(this.words.liveEvents);
    events.addEventListener('open', () => this.showState(true));
    events.addEventListener('error', () => {
      this.showState(false);
      // The server tells a browser to stop asking once nothing opens here any more: an empty desk shows nothing (HTML, 9.2.3).
      if (events.readyState === EventSource.CLOSED) this.changed();
    });
    // As many pages follow as may: the browser asks again in a minute by itself.
    events.addEventListener('full', () => this.showState(false));
    events.addEventListener('changed', () => this.changed());
    window.addEventListener('pagehide', () => events.close());
  }

  showState(isFollowing) {
    if (this.status === null || this.refresh === null) return;
    this.status.textContent = isFollowing ? this.words.liveUpdating : this.words.liveNotUpdating;
    this.status.hidden = false;
    this.refresh.hidden = isFollowing;
  }

  /** Many messages at once are one change; one that comes during a fetch is fetched afterwards, so none is missed. */
  changed() {
    if (this.isFetching) {
      this.isStale = true;
      return;
    }
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.update(), pauseMs);
  }

  async update() {
    this.isFetching = true;
    this.isStale = false;
    try {
      const answer = await fetch(window.location.href, {
        headers: { accept: 'text/html' },
        credentials: 'same-origin',
        // Signing in may lead to another origin, where a fetch would fail and what stands here would stay.
        redirect: 'manual',
      });
      // The record does not open any more, or the session ended: what stands here goes at once, as on the next page.
      if (closed.includes(answer.status) || answer.type === 'opaqueredirect') {
        window.location.reload();
        return;
      }
      if (!answer.ok) {
        this.showState(false);
        return;
      }
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      this.announce(swapRegions(fresh, this.words.liveNew));
    } catch {
      this.showState(false);
    } finally {
      this.isFetching = false;
      if (this.isStale) this.changed();
    }
  }

  announce(newCount) {
    if (this.announcer === null) return;
    this.announcer.textContent =
      newCount === 0 ? this.words.liveChanged : `${this.words.liveChanged}: ${newCount} ${this.words.liveNewCount}`;
  }
}

/** Swaps each region and returns how many entries were not there before. */
function swapRegions(fresh, newWord) {
  let newCount = 0;
  for (const region of document.querySelectorAll('[data-live]')) {
    const next = fresh.querySelector(`[data-live="${CSS.escape(region.dataset.live)}"]`);
    if (next === null) continue;
    const known = new Set([...region.querySelectorAll('[data-entry]')].map((entry) => entry.dataset.entry));
    const stillNew = new Set([...region.querySelectorAll('[data-is-new]')].map((entry) => entry.dataset.entry));
    const keep = rememberPlace(region);
    for (const entry of next.querySelectorAll('[data-entry]')) {
      const isNew = !known.has(entry.dataset.entry);
      if (isNew) newCount += 1;
      if (isNew || stillNew.has(entry.dataset.entry)) markNew(entry, newWord);
    }
    region.replaceChildren(...document.adoptNode(next).childNodes);
    restorePlace(region, keep);
  }
  return newCount;
}

function markNew(entry, newWord) {
  entry.dataset.isNew = '';
  const tag = document.createElement('strong');
  tag.className = 'gt-tag gt-tag--new';
  tag.textContent = newWord;
  (entry.querySelector('[data-entry-marks]') ?? entry).append(' ', tag);
}

/** What the reader was at: the focused control, the folds, and the first entry in view with its distance from the top. */
function rememberPlace(region) {
  const focused = document.activeElement;
  const folds = new Map();
  for (const fold of region.querySelectorAll('details[id]')) folds.set(fold.id, fold.open);
  const anchor = [...region.querySelectorAll('[data-entry]')].find((entry) => entry.getBoundingClientRect().bottom > 0);
  return {
    focusPath: focused !== null && region.contains(focused) ? focusPathOf(focused) : undefined,
    folds,
    anchor: anchor && { entry: anchor.dataset.entry, top: anchor.getBoundingClientRect().top },
    scrolls: [...region.querySelectorAll('[data-keep-scroll]')].map((box) => [box.id, box.scrollLeft]),
  };
}

function focusPathOf(focused) {
  if (focused.id !== '') return `#${CSS.escape(focused.id)}`;
  const entry = focused.closest('[data-entry]');
  const href = focused.getAttribute('href');
  if (href === null) return undefined;
  const link = `a[href="${CSS.escape(href)}"]`;
  return entry === null ? link : `[data-entry="${CSS.escape(entry.dataset.entry)}"] ${link}`;
}

function restorePlace(region, keep) {
  for (const [id, isOpen] of keep.folds) {
    const fold = region.querySelector(`#${CSS.escape(id)}`);
    if (fold !== null) fold.open = isOpen;
  }
  for (const [id, left] of keep.scrolls) {
    const box = id === '' ? null : document.getElementById(id);
    if (box !== null) box.scrollLeft = left;
  }
  if (keep.focusPath !== undefined) region.querySelector(keep.focusPath)?.focus({ preventScroll: true });
  if (keep.anchor === undefined) return;
  const anchor = region.querySelector(`[data-entry="${CSS.escape(keep.anchor.entry)}"]`);
  if (anchor !== null && window.scrollY > 0) {
    window.scrollBy({ top: anchor.getBoundingClientRect().top - keep.anchor.top, behavior: 'instant' });
  }
}
