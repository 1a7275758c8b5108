/**
 * Reads a FHIR package (a gzipped tar, as the FHIR NPM Package Specification has it) from its bytes. Nothing is
 * written anywhere, so a name can lead nowhere; what is refused, and every limit, is named (attack 71).
 */
import { gunzipSync } from 'node:zlib';
import { failed, type Outcome, ok } from '#kernel/outcome.ts';
import { fhirFault } from './faults.ts';

export interface PackageFile {
  /** As in the package, such as `package/ValueSet-x.json`. */
  readonly name: string;
  readonly bytes: Buffer;
}

export interface PackageLimits {
  readonly compressedBytes: number;
  readonly unpackedBytes: number;
  readonly files: number;
}

const megabyte = 1024 * 1024;
export const packageLimits: PackageLimits = {
  compressedBytes: 100 * megabyte,
  unpackedBytes: 400 * megabyte,
  files: 20_000,
};

const blockBytes = 512;

function refused(rule: string): Outcome<never> {
  return failed(fhirFault('FHIR-001', [{ place: 'package', rule }]));
}

function textIn(block: Buffer, from: number, length: number): string {
  const field = block.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? length : end).toString('utf8');
}

function octalIn(block: Buffer, from: number, length: number): number | undefined {
  const text = textIn(block, from, length).trim();
  return /^[0-7]{1,11}$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

function isChecksumRight(block: Buffer): boolean {
  let sum = 8 * 0x20;
  for (let at = 0; at < blockBytes; at++) if (at < 148 || at >= 156) sum += block[at]!;
  return octalIn(block, 148, 8) === sum;
}

/** `length key=value` records of a POSIX extended header; only the path matters here. */
function pathIn(extended: Buffer): string | undefined {
  for (let at = 0; at < extended.length; ) {
    const space = extended.indexOf(0x20, at);
    const length = space < 0 ? Number.NaN : Number(extended.toString('latin1', at, space));
    if (!Number.isInteger(length) || length <= 0) return undefined;
    const record = extended.toString('utf8', space + 1, at + length - 1);
    if (record.startsWith('path=')) return record.slice(5);
    at += length;
  }
  return undefined;
}

const isOutside = (name: string): boolean =>
  name.startsWith('/') || name.includes('\\') || name.includes('\0') || name.split('/').includes('..');

interface Header {
  readonly kind: string;
  readonly name: string;
  readonly size: number;
}

function headerIn(block: Buffer): Header | undefined {
  const size = octalIn(block, 124, 12);
  if (size === undefined || !isChecksumRight(block)) return undefined;
  const prefix = textIn(block, 257, 5) === 'ustar' ? textIn(block, 345, 155) : '';
  const name = textIn(block, 0, 100);
  return { kind: String.fromCharCode(block[156] || 0x30), name: prefix === '' ? name : `${prefix}/${name}`, size };
}

function readTar(tar: Buffer, limits: PackageLimits): Outcome<readonly PackageFile[]> {
  const files: PackageFile[] = [];
  let longName: string | undefined;
  for (let at = 0; at + blockBytes <= tar.length; ) {
    const block = tar.subarray(at, at + blockBytes);
    if (block.every((byte) => byte === 0)) break;
    const header = headerIn(block);
    if (header === undefined) return refused('is not a tar archive, or is damaged');
    const from = at + blockBytes;
    const content = tar.subarray(from, from + header.size);
    if (content.length < header.size) return refused('ends in the middle of a file');
    at = from + Math.ceil(header.size / blockBytes) * blockBytes;
    const name = longName ?? header.name;
    longName = undefined;
    switch (header.kind) {
      case '0':
        if (isOutside(name)) return refused('has a file whose name leads out of the package');
        if (files.length >= limits.files) return refused(`has more than ${limits.files} files`);
        files.push({ name, bytes: content });
        break;
      case 'x':
        longName = pathIn(content);
        break;
      case 'L':
        longName = textIn(content, 0, content.length);
        break;
      case '5':
      case 'g':
        break;
      default:
        return refused('holds a link or a device, and may hold files and folders only');
    }
  }
  return ok(files);
}

/** Fault FHIR-001 names what is wrong: too large, damaged, a link, a name that leads outside. */
export function readPackage(bytes: Buffer, limits: PackageLimits = packageLimits): Outcome<readonly PackageFile[]> {
  if (bytes.length > limits.compressedBytes) return refused(`is larger than ${limits.compressedBytes / megabyte} MB`);
  try {
    return readTar(gunzipSync(bytes, { maxOutputLength: limits.unpackedBytes }), limits);
  } catch (error) {
    const isTooLarge = (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    return refused(
      isTooLarge ? `unpacks to more than ${limits.unpackedBytes / megabyte} MB` : 'is not a gzip file, or is damaged',
    );
  }
}
