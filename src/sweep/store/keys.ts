/** Names in a store. Others can write there, so none may lead out of the mirror. */
import { isTemporary } from '../../files/atomic-write.js';
import { isLeaseFile } from '../../files/lease.js';

const part = /^[A-Za-z0-9_][A-Za-z0-9._=+,@%:-]*$/;
const mostParts = 8;
const mostLength = 512;

/** Whether a relative path with `/` names a file inside a folder: no `..`, no hidden part, nothing that a system could take for another path. */
export function isSafePath(path: string): boolean {
  const parts = path.split('/');
  return path.length <= mostLength && parts.length <= mostParts && parts.every((each) => part.test(each));
}

/** Whether a file of this name belongs to a process of this machine only. */
export const isLocal = (name: string): boolean => name.startsWith('.') || isLeaseFile(name) || isTemporary(name);
