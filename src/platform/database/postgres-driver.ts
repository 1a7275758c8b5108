/**
 * The driver, with what it does wrong when a connection is cut mended as it is loaded (decision 91): as published, version 3.4.9 may end
 * the process, never open that place of its pool again, or say the rest of a lost transaction on a connection of somebody else.
 */
import { registerHooks } from 'node:module';

/** A text that stands in the driver once, and what has to stand there. */
type Mend = readonly [flaw: string, mended: string];

const connection: readonly Mend[] = [
  // A message put off to the next turn of the event loop, and cut before it, would stay ahead of the next connection's first, and both unsent.
  [
    '    clearImmediate(nextWriteTimer)\n    socket.removeListener',
    '    clearImmediate(nextWriteTimer)\n    nextWriteTimer = chunk = null\n    socket.removeListener',
  ],
  // What was said between a break and its end is told, too; and no answer of the next connection is taken for one to this one's statement.
  [
    "    !hadError && (query || sent.length) && error(Errors.connection('CONNECTION_CLOSED', options, socket))\n",
    `    if (query || sent.length) error(Errors.connection('CONNECTION_CLOSED', options, socket))
    query = results = errorResponse = null
    result = new Result()
    rows = 0
`,
  ],
  // Nobody hears this reading fail: whoever the connection was opened for is told by themselves.
  ['        return fetchArrayTypes()\n', '        return fetchArrayTypes().catch(noop)\n'],
  // Ends the connection as a network would: for a server that says nothing (decision 98).
  ['    cancel,\n    end,\n', '    cancel,\n    cut(x) { socket && socket.destroy(x) },\n    end,\n'],
];

const transactions: readonly Mend[] = [
  // A transaction whose connection closed says no more: neither to nobody, nor to whoever the connection was opened for next.
  ['      , prepare = null\n', '      , prepare = null\n      , lost = null\n'],
  // What waits in its own line behind a statement is told, too.
  [
    'connection.onclose = reject)',
    'connection.onclose = x => { lost = x; while (queries.length) queries.shift().reject(x); reject(x) })',
  ],
  [
    '        q.catch(e => uncaughtError || (uncaughtError = e))\n',
    '        q.catch(e => uncaughtError || (uncaughtError = e))\n        if (lost) return q.reject(lost)\n',
  ],
  [
    '    close,\n    end\n  })',
    `    close,
    end,
    cut(x) {
      connections.forEach(c => c.cut(x))
      listen.sql && listen.sql.cut(x)
      while (queries.length) queries.shift().reject(x)
    }
  })`,
  ],
];

const mends: Readonly<Record<string, readonly Mend[]>> = {
  '/postgres/src/connection.js': connection,
  '/postgres/src/index.js': transactions,
};

/** Throws where the driver is not the one that was read for this: then it has to be read again. */
function mend(source: string, wanted: readonly Mend[]): string {
  return wanted.reduce((text, [flaw, mended]) => {
    if (text.split(flaw).length !== 2)
      throw new Error('the PostgreSQL driver is not the version that decision 91 mends');
    return text.replace(flaw, () => mended);
  }, source);
}

const left = new Set(Object.keys(mends));
const hooks = registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    const file = [...left].find((end) => url.endsWith(end));
    if (file === undefined || loaded.source === undefined || loaded.source === null) return loaded;
    left.delete(file);
    const { source } = loaded;
    const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
    return { ...loaded, source: mend(text, mends[file] ?? []) };
  },
});
const { default: postgres } = await import('postgres');
hooks.deregister();
if (left.size > 0) throw new Error('the PostgreSQL driver was loaded before postgres-driver.ts could mend it');

export { postgres };
