/** `node:crypto` in a page: the hashes that readers of files take. */
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

const kinds = { sha1, sha256 };

export function createHash(name: keyof typeof kinds) {
  const hash = kinds[name].create();
  return {
    update(bytes: Uint8Array) {
      hash.update(bytes);
      return this;
    },
    digest(encoding: 'hex' | 'base64'): string {
      const found = hash.digest();
      return encoding === 'hex' ? bytesToHex(found) : btoa(String.fromCharCode(...found));
    },
  };
}
