/** Sends a file, or the part of it that a player of films asks for. */
import { closeSync, createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { openPlainFile } from './open-plain-file.js';
import { NotFound } from './routes.js';

/** First and last byte. */
export type ByteRange = readonly [first: number, last: number];

/**
 * The bytes that a Range header asks for (RFC 9110, section 14). Several ranges are answered by the whole file, as the standard allows.
 * @returns undefined: the whole file; 'none': none of its bytes
 */
export function byteRange(header: string | undefined, size: number): ByteRange | 'none' | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!found || (found[1] === '' && found[2] === '')) return undefined;
  const [from, to] = [found[1]!, found[2]!];
  if (from === '') return size === 0 || Number(to) === 0 ? 'none' : [Math.max(0, size - Number(to)), size - 1];
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < Number(from)) return undefined; // invalid: to be ignored
  return Number(from) < size ? [Number(from), last] : 'none';
}

/** @param path without symbolic links @throws NotFound for a path with links, for what is no regular file, or cannot be opened */
export function sendFile(request: IncomingMessage, response: ServerResponse, path: string, type: string): void {
  const { file, size, tag } = open(path);
  const { status, headers, part } = answerFor(request, size, tag);
  response.writeHead(status, { 'Content-Type': type, ETag: tag, 'Cache-Control': 'no-cache', ...headers });
  if (part && size > 0 && request.method !== 'HEAD') {
    pipeline(createReadStream(path, { fd: file, start: part[0], end: part[1] }), response, () => {});
  } else {
    closeSync(file);
    response.end();
  }
}

/** Status, headers, and the bytes to be sent. */
function answerFor({ headers: asked }: IncomingMessage, size: number, tag: string) {
  if (asked['if-none-match'] === tag) return { status: 304, headers: {} };
  const isSame = asked['if-range'] === undefined || asked['if-range'] === tag;
  const range = isSame ? byteRange(asked.range, size) : undefined;
  if (range === 'none') return { status: 416, headers: { 'Content-Range': `bytes */${size}` } };
  const part = range ?? ([0, size - 1] as const);
  return {
    status: range ? 206 : 200,
    headers: {
      'Accept-Ranges': 'bytes',
      'Content-Length': part[1] - part[0] + 1,
      ...(range && { 'Content-Range': `bytes ${part[0]}-${part[1]}/${size}` }),
    },
    part,
  };
}

function open(path: string): { readonly file: number; readonly size: number; readonly tag: string } {
  const opened = openPlainFile(path);
  if (!opened) throw new NotFound('the file is not there any more');
  const { file, status } = opened;
  return { file, size: status.size, tag: `"${status.size}-${status.mtimeMs}"` };
}
