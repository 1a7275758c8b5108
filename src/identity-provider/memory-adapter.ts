/**
 * What oidc-provider keeps between two requests of one sign-in, in memory: see `oidcConfiguration` for why that is
 * enough. Entries end by themselves, and the oldest go first when there are too many.
 */
import type { Adapter, AdapterPayload } from 'oidc-provider';

const entriesMax = 5_000;

interface Entry {
  payload: AdapterPayload;
  readonly expiresAtMs: number;
}

/** One store for all of the provider's kinds of thing; `adapterFor` gives the view of one kind. */
export function createMemory(now: () => number): (kind: string) => Adapter {
  const entries = new Map<string, Entry>();

  const read = (key: string): AdapterPayload | undefined => {
    const entry = entries.get(key);
    if (entry === undefined || entry.expiresAtMs > now()) return entry?.payload;
    entries.delete(key);
    return undefined;
  };
  const makeRoom = (): void => {
    for (const [key, entry] of entries) {
      if (entries.size < entriesMax && entry.expiresAtMs > now()) return;
      entries.delete(key);
    }
  };
  const findBy = (kind: string, field: 'uid' | 'userCode', value: string): AdapterPayload | undefined => {
    for (const [key, { payload }] of entries) {
      if (key.startsWith(`${kind}:`) && payload[field] === value) return read(key);
    }
    return undefined;
  };

  return (kind) => ({
    async upsert(id, payload, expiresInSeconds) {
      makeRoom();
      entries.set(`${kind}:${id}`, { payload, expiresAtMs: now() + (expiresInSeconds ?? 600) * 1000 });
    },
    find: async (id) => read(`${kind}:${id}`),
    findByUid: async (uid) => findBy(kind, 'uid', uid),
    findByUserCode: async (userCode) => findBy(kind, 'userCode', userCode),
    async consume(id) {
      const payload = read(`${kind}:${id}`);
      if (payload !== undefined) payload['consumed'] = Math.floor(now() / 1000);
    },
    async destroy(id) {
      entries.delete(`${kind}:${id}`);
    },
    async revokeByGrantId(grantId) {
      for (const [key, { payload }] of entries) if (payload['grantId'] === grantId) entries.delete(key);
    },
  });
}
