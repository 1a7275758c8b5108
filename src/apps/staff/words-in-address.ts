/**
 * Words about a person in an address, so that back, reload and an open page's own reading work without a script, and nothing
 * that keeps addresses (a history, a proxy, a log of requests) can read them: they are encrypted, and opened by this session
 * alone, on the pages of this record alone (OWASP ASVS 5, 14.2.1). The key is made from the token of the session's forms, which
 * stands in no address and ends with the session.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
/** The length of an address tells no more of a word than this. */
const blockBytes = 64;

export type AddressWords = Readonly<Record<string, string>>;

export interface WordsInAddress {
  /** What stands in the address; another each time. */
  encrypt(words: AddressWords): string;
  /** None where they were not written by this session for this record. */
  decrypt(text: string | null): AddressWords;
}

function isAddressWords(read: unknown): read is AddressWords {
  return typeof read === 'object' && read !== null && Object.values(read).every((word) => typeof word === 'string');
}

export function wordsInAddress(formToken: string, home: string): WordsInAddress {
  const key = Buffer.from(hkdfSync('sha256', formToken, '', 'goldthread words in an address', 32));
  const about = Buffer.from(home);
  return {
    encrypt: (words) => {
      const plain = Buffer.from(JSON.stringify(words));
      const padding = ' '.repeat((blockBytes - (plain.length % blockBytes)) % blockBytes);
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(about);
      const encrypted = [nonce, cipher.update(plain), cipher.update(padding), cipher.final(), cipher.getAuthTag()];
      return Buffer.concat(encrypted).toString('base64url');
    },
    decrypt: (text) => {
      const bytes = Buffer.from(text ?? '', 'base64url');
      if (bytes.length < nonceBytes + tagBytes) return {};
      const nonce = bytes.subarray(0, nonceBytes);
      const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(about);
      decipher.setAuthTag(bytes.subarray(-tagBytes));
      try {
        const plain = Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]);
        const read: unknown = JSON.parse(plain.toString('utf8'));
        return isAddressWords(read) ? read : {};
      } catch {
        return {};
      }
    },
  };
}
