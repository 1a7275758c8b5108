/**
 * Where a notification may be sent (attack 72): hosts that the region's operator named, by https; the address that a name
 * resolves to is looked at when the connection is made, so that a name which changes its mind gains nothing.
 */
import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';

export interface HookPolicy {
  /** `host` or `host:port`, exactly. */
  readonly allowedHosts: readonly string[];
  /** A demo region may notify the loopback address, by http too. */
  readonly allowsLoopback: boolean;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Addresses of nobody on the public network (IANA special-purpose registries), and those that hide another inside. */
const reserved = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  reserved.addSubnet(network, bits, 'ipv4');

/** IPv6: only global unicast (2000::/3), and of it not what carries an IPv4 address or documents. */
const publicIpv6 = new BlockList();
publicIpv6.addSubnet('2000::', 3, 'ipv6');
const reservedIpv6 = new BlockList();
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  reservedIpv6.addSubnet(network, bits, 'ipv6');

export function isPublicAddress(address: string): boolean {
  if (isIPv6(address)) return publicIpv6.check(address, 'ipv6') && !reservedIpv6.check(address, 'ipv6');
  return isIP(address) === 4 && !reserved.check(address, 'ipv4');
}

function isLoopbackAddress(address: string): boolean {
  return isIP(address) !== 0 && loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function isLoopbackHost(url: URL): boolean {
  const host = bareHost(url);
  return host === 'localhost' || isLoopbackAddress(host);
}

/** The rule that the address breaks; undefined when it breaks none. The parser has made 0x7f.1 and the like plain. */
export function hookAddressFlaw(policy: HookPolicy, text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null) return 'must be an absolute address';
  if (url.username !== '' || url.password !== '') return 'must not hold a name or password';
  if (url.hash !== '') return 'must not hold a fragment';
  if (policy.allowsLoopback && isLoopbackHost(url) && /^https?:$/.test(url.protocol)) return undefined;
  if (url.protocol !== 'https:') return 'must be https';
  if (!policy.allowedHosts.includes(url.host)) return 'must be on a host that this region allows';
  const host = bareHost(url);
  return isIP(host) !== 0 && !isPublicAddress(host) ? 'must not be a private address' : undefined;
}

/** Resolves as usual and refuses what the policy does: each address, not the first alone. */
export function guardedLookup(policy: HookPolicy, url: URL, resolveWith: typeof resolve = resolve): LookupFunction {
  const mayBeLoopback = policy.allowsLoopback && isLoopbackHost(url);
  const isAllowed = mayBeLoopback ? isLoopbackAddress : isPublicAddress;
  return (hostname, options, callback) => {
    resolveWith(hostname, { ...options, all: true }, (error, addresses) => {
      const found = Array.isArray(addresses) ? addresses : [];
      const first = found[0];
      if (error !== null) callback(error, []);
      else if (first === undefined || !found.every(({ address }) => isAllowed(address)))
        callback(Object.assign(new Error('the address is not allowed'), { code: 'HOOK_REFUSED' }), []);
      else if (options.all === true) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}
