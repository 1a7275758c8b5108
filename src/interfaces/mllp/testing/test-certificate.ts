/** Certificates for the tests of TLS, made anew each time (X.509, RFC 5280): no key ever lies in the repository. */
import type { KeyObject } from 'node:crypto';
import { generateKeyPairSync, sign } from 'node:crypto';

function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const size = content.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...contents: readonly Uint8Array[]): Buffer => der(0x30, ...contents);
const objectIdentifier = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const integer = (value: number): Buffer => der(0x02, Buffer.from([value]));
const time = (text: string): Buffer => der(0x18, Buffer.from(text));
const signatureAlgorithm = sequence(objectIdentifier('2a8648ce3d040302'));

function name(commonName: string): Buffer {
  return sequence(der(0x31, sequence(objectIdentifier('550403'), der(0x0c, Buffer.from(commonName)))));
}

function extension(hex: string, value: Uint8Array): Buffer {
  return sequence(objectIdentifier(hex), der(0x04, value));
}

export interface TestAuthority {
  /** PEM */
  readonly certificate: string;
  issue(commonName: string, dnsName?: string): { readonly cert: string; readonly key: string };
}

interface Subject {
  readonly commonName: string;
  readonly publicKey: KeyObject;
  readonly isAuthority: boolean;
  readonly dnsName?: string | undefined;
}

function certificate(subject: Subject, issuerName: string, issuerKey: KeyObject): string {
  const dnsName = subject.dnsName === undefined ? [] : [der(0x82, Buffer.from(subject.dnsName))];
  const names = sequence(der(0x87, Buffer.from([127, 0, 0, 1])), ...dnsName);
  const authority = sequence(...(subject.isAuthority ? [der(0x01, Buffer.from([0xff]))] : []));
  const body = sequence(
    der(0xa0, integer(2)),
    integer(subject.isAuthority ? 1 : 2),
    signatureAlgorithm,
    name(issuerName),
    sequence(time('20200101000000Z'), time('20991231000000Z')),
    name(subject.commonName),
    subject.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension('551d13', authority), extension('551d11', names))),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, issuerKey));
  const text = sequence(body, signatureAlgorithm, signature).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${text.replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

/** An authority that issues certificates for 127.0.0.1. */
export function testAuthority(authorityName: string): TestAuthority {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    certificate: certificate(
      { commonName: authorityName, publicKey: own.publicKey, isAuthority: true },
      authorityName,
      own.privateKey,
    ),
    issue(commonName, dnsName) {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const cert = certificate({ commonName, publicKey, isAuthority: false, dnsName }, authorityName, own.privateKey);
      return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
    },
  };
}
