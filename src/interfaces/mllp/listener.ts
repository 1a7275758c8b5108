/** The HL7 v2 port: TCP, or TLS, mutual when a CA is given. Knows frames and peers, nothing clinical. */
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { createServer as createTlsServer } from 'node:tls';
import type { Outcome } from '#kernel/outcome.ts';
import { failed, ok } from '#kernel/outcome.ts';
import type { MllpConnection, MllpHandlers, MllpLimits, MllpPeer } from './connection.ts';
import { mllpLimits, serveConnection } from './connection.ts';
import { mllpFault } from './faults.ts';

export interface MllpTls {
  /** PEM */
  readonly cert: string | Uint8Array;
  /** PEM */
  readonly key: string | Uint8Array;
  /** PEM; when given, a peer without a certificate of this CA is turned away. */
  readonly ca?: string | Uint8Array;
}

export interface MllpListenerOptions extends MllpHandlers {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly tls?: MllpTls;
  /** What is not named is as in `mllpLimits`. */
  readonly limits?: Partial<MllpLimits>;
}

export interface MllpListener {
  readonly port: number;
  readonly connectionCount: number;
  /** Takes no new connection or message, answers those in flight, and after `graceMs` cuts what is left. */
  close(graceMs?: number): Promise<void>;
}

const defaultGraceMs = 5_000;
const handshakeTimeoutMs = 10_000;

/** A name with anything but letters, digits, dots and hyphens stands quoted in Node's list, so that it cannot pass for two. */
const plainDnsName = /^DNS:([A-Za-z0-9.-]+)$/;

function certificateNamesOf(socket: TLSSocket): string[] {
  const { subject, subjectaltname } = socket.getPeerCertificate();
  const dnsNames = (subjectaltname ?? '').split(', ').flatMap((name) => plainDnsName.exec(name)?.[1] ?? []);
  return [subject?.CN ?? [], dnsNames].flat();
}

function peerOf(socket: Socket, isMutual: boolean): MllpPeer {
  return {
    address: socket.remoteAddress ?? 'unknown',
    port: socket.remotePort ?? 0,
    certificateNames: isMutual ? certificateNamesOf(socket as TLSSocket) : [],
  };
}

function createSocketServer(tls: MllpTls | undefined, serve: (socket: Socket) => void): Server {
  if (tls === undefined) return createServer({ allowHalfOpen: true, noDelay: true }, serve);
  const { cert, key, ca } = tls;
  const mutual = ca === undefined ? {} : { ca: Buffer.from(ca), requestCert: true, rejectUnauthorized: true };
  return createTlsServer(
    {
      cert: Buffer.from(cert),
      key: Buffer.from(key),
      ...mutual,
      minVersion: 'TLSv1.2',
      handshakeTimeout: handshakeTimeoutMs,
      allowHalfOpen: true,
      noDelay: true,
    },
    serve,
  );
}

/** Turns away raw sockets beyond the caps, before any handshake. */
function capConnections(server: Server, limits: MllpLimits, options: MllpListenerOptions): Set<Socket> {
  const sockets = new Set<Socket>();
  const countByAddress = new Map<string, number>();
  server.prependListener('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? 'unknown';
    const count = countByAddress.get(address) ?? 0;
    socket.on('error', () => socket.destroy());
    if (sockets.size >= limits.maximumConnections || count >= limits.maximumConnectionsPerAddress) {
      options.log.warn({ peer: address }, 'MLLP connection refused: too many');
      socket.destroy();
      return;
    }
    sockets.add(socket);
    countByAddress.set(address, count + 1);
    socket.once('close', () => {
      sockets.delete(socket);
      const left = (countByAddress.get(address) ?? 1) - 1;
      if (left === 0) countByAddress.delete(address);
      else countByAddress.set(address, left);
    });
  });
  return sockets;
}

/** Listens. MLLP-001 where the port cannot be opened. */
export async function createMllpListener(options: MllpListenerOptions): Promise<Outcome<MllpListener>> {
  const limits: MllpLimits = { ...mllpLimits, ...options.limits };
  const connections = new Map<Socket, MllpConnection>();
  let heldBytes = 0;
  const onHeld = (change: number): void => {
    heldBytes += change;
    while (heldBytes > limits.maximumHeldBytes) {
      const [most] = [...connections].sort(([, one], [, other]) => other.heldBytes - one.heldBytes);
      if (most === undefined || most[1].heldBytes === 0) return;
      options.log.warn({ peer: most[0].remoteAddress }, 'MLLP connection cut off: all together hold too much');
      most[1].destroy();
    }
  };
  const server = createSocketServer(options.tls, (socket) => {
    if (socket.destroyed) return;
    const peer = peerOf(socket, options.tls?.ca !== undefined);
    connections.set(socket, serveConnection(socket, { peer, limits, handlers: options, onHeld }));
    socket.once('close', () => connections.delete(socket));
  });
  const sockets = capConnections(server, limits, options);
  server.on('tlsClientError', (reason: NodeJS.ErrnoException, socket: TLSSocket) => {
    options.log.warn({ peer: socket.remoteAddress, code: reason.code }, 'MLLP handshake failed');
    socket.destroy();
  });
  const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve);
    server.listen({ host: options.host, port: options.port }, () => resolve(undefined));
  });
  if (failure !== undefined) return failed(mllpFault('MLLP-001', failure.code));
  server.on('error', (reason: NodeJS.ErrnoException) =>
    options.log.error({ code: reason.code }, 'MLLP listener failed'),
  );
  return ok({
    port: (server.address() as AddressInfo).port,
    get connectionCount() {
      return connections.size;
    },
    async close(graceMs = defaultGraceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of connections.values()) connection.finish();
      const cut = setTimeout(() => {
        for (const socket of [...sockets]) socket.destroy();
      }, graceMs);
      await closed;
      clearTimeout(cut);
    },
  });
}
