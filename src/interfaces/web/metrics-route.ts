/**
 * Figures are for whoever runs the region (OWASP ASVS 5, 13.4.5): they count requests by route, and a count that grows while
 * somebody holds another's phone tells that a choice was made. To anybody else there is no such page.
 */
import { BlockList, isIPv6 } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from '#platform';
import { plainAddress } from './network-of.ts';

const thisMachine = ['127.0.0.0/8', '::1'];

export interface MetricsRoute {
  readonly metrics: Pick<Metrics, 'render'>;
  /** Addresses and networks that may read them; this machine alone unless told otherwise. */
  readonly from?: readonly string[];
  /** Somebody's word is taken for who asks: then the address that is judged is theirs, not the proxy's. */
  readonly hasTrustedProxies: boolean;
}

function networksOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** A proxy that nobody told us of says for whom it asks, and stands on this machine perhaps. */
const forwarded = ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'] as const;

export function registerMetricsRoute(app: FastifyInstance, { metrics, from, hasTrustedProxies }: MetricsRoute): void {
  const networks = networksOf(from ?? thisMachine);
  const mayRead = ({ ip, headers }: FastifyRequest): boolean => {
    if (!hasTrustedProxies && forwarded.some((name) => headers[name] !== undefined)) return false;
    const address = plainAddress(ip);
    return networks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  };
  app.get('/metrics', async (request, reply) => {
    if (!mayRead(request)) return reply.callNotFound();
    const { contentType, text } = await metrics.render();
    return reply.type(contentType).send(text);
  });
}
