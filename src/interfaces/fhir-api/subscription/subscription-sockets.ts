/** Websockets of subscriptions: bound by a token, told what they are bound to, and closed when that ends. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

export const socketPath = '/fhir/_subscriptions';

const messageMaxBytes = 4_096;
const bindWithinMs = 10_000;
const pingEveryMs = 20_000;
/** A reader that takes nothing is let go: what it missed waits, and `$events` gives it. */
const bufferedMaxBytes = 4_000_000;
const boundMax = 1_000;
/** The oldest that has brought no token goes when another comes: whoever has one brings it at once, and needs no sign-in to be let in. */
const unboundMax = 100;
/** Of one subscription; the oldest goes. */
const boundToOneMax = 4;

export interface SubscriptionSockets {
  /** Subscriptions with a socket here. */
  bound(): string[];
  /** False when no socket took it. */
  send(subscription: string, text: string): Promise<boolean>;
  close(subscription: string): void;
  stop(): void;
}

export interface SocketDependencies {
  /** The text to begin with, and the subscription; undefined refuses. */
  readonly bind: (token: string) => Promise<{ readonly id: string; readonly text: string } | undefined>;
  readonly onBound: () => void;
  /** Whether pages of this origin may open one (OWASP ASVS 5, 4.4.2); what is no page says none. */
  readonly isOrigin: (origin: string) => Promise<boolean>;
}

function sendText(socket: WebSocket, text: string): Promise<boolean> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve(false);
  if (socket.bufferedAmount > bufferedMaxBytes) {
    socket.close(1013, 'too slow');
    return Promise.resolve(false);
  }
  return new Promise((resolve) => socket.send(text, (error) => resolve(error === undefined || error === null)));
}

/** The sockets of each subscription. */
class BoundSockets {
  readonly #bySubscription = new Map<string, Set<WebSocket>>();

  add(subscription: string, socket: WebSocket): void {
    const all = this.#bySubscription.get(subscription) ?? new Set();
    const [oldest] = all;
    if (all.size >= boundToOneMax) oldest?.close(4409, 'bound again elsewhere');
    all.add(socket);
    this.#bySubscription.set(subscription, all);
    socket.on('close', () => {
      all.delete(socket);
      if (all.size === 0 && this.#bySubscription.get(subscription) === all) this.#bySubscription.delete(subscription);
    });
  }

  count(): number {
    return [...this.#bySubscription.values()].reduce((sum, { size }) => sum + size, 0);
  }

  names(): string[] {
    return [...this.#bySubscription.keys()];
  }

  of(subscription: string): WebSocket[] {
    return [...(this.#bySubscription.get(subscription) ?? [])];
  }
}

/** Waits for the token that binds the socket, and lets go of whoever brings none. */
function awaitBinding(socket: WebSocket, bind: (text: string) => Promise<void>): void {
  const late = setTimeout(() => socket.close(4408, 'not bound in time'), bindWithinMs);
  socket.on('error', () => socket.terminate());
  socket.on('close', () => clearTimeout(late));
  socket.on('message', (data, isBinary) => {
    clearTimeout(late);
    if (isBinary) socket.close(1003, 'text only');
    else bind(String(data)).catch(() => socket.close(1011));
  });
}

/** Ends sockets whose other side is gone. Gives the way to stop. */
function keepAlive(gateway: WebSocketServer): () => void {
  const alive = new WeakSet<WebSocket>();
  gateway.on('connection', (socket) => {
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
  });
  const pings = setInterval(() => {
    for (const socket of gateway.clients) {
      if (!alive.has(socket)) socket.terminate();
      alive.delete(socket);
      socket.ping();
    }
  }, pingEveryMs);
  return () => clearInterval(pings);
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

export function openSubscriptionSockets(server: Server, deps: SocketDependencies): SubscriptionSockets {
  const sockets = new BoundSockets();
  const gateway = new WebSocketServer({ noServer: true, maxPayload: messageMaxBytes, perMessageDeflate: false });
  const stopPings = keepAlive(gateway);
  const unbound = new Set<WebSocket>();

  const bind = async (socket: WebSocket, text: string): Promise<void> => {
    const token = /^bind-with-token:? *([A-Za-z0-9_.-]+)$/.exec(text.trim())?.[1];
    const bound = token === undefined ? undefined : await deps.bind(token);
    if (bound === undefined) {
      socket.close(4401, 'the token is not valid');
      return;
    }
    // Told first what it is bound to, then what happens.
    await sendText(socket, bound.text);
    unbound.delete(socket);
    if (socket.readyState === socket.OPEN) sockets.add(bound.id, socket);
    deps.onBound();
  };
  gateway.on('connection', (socket) => {
    unbound.add(socket);
    socket.on('close', () => unbound.delete(socket));
    const [oldest] = unbound;
    if (unbound.size > unboundMax) oldest?.terminate();
    awaitBinding(socket, (text) => bind(socket, text));
  });

  const open = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const { origin } = request.headers;
    const isOurs = request.url?.split('?')[0] === socketPath && sockets.count() < boundMax;
    if (!isOurs) refuse(socket, '404 Not Found');
    else if (origin !== undefined && !(await deps.isOrigin(origin))) refuse(socket, '403 Forbidden');
    else gateway.handleUpgrade(request, socket, head, (client) => gateway.emit('connection', client, request));
  };
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    open(request, socket, head).catch(() => socket.destroy());
  };
  server.on('upgrade', upgrade);

  return {
    bound: () => sockets.names(),
    async send(subscription, text) {
      const taken = await Promise.all(sockets.of(subscription).map((socket) => sendText(socket, text)));
      return taken.some(Boolean);
    },
    close(subscription) {
      for (const socket of sockets.of(subscription)) socket.close(4403, 'the subscription has ended');
    },
    stop() {
      stopPings();
      server.off('upgrade', upgrade);
      for (const socket of gateway.clients) socket.terminate();
      gateway.close();
    },
  };
}
