/** Which requests are answered at all: reads, from this server's own pages, under a name of this server. */
import { hostname, networkInterfaces } from 'node:os';

/** A response that refuses a request. */
export interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What of a request decides whether it is answered. */
export interface Asked {
  readonly method: string;
  /** As sent: path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Our own pages ask for 20 runs at most, whose names have up to 255 bytes, each written as up to three. */
const longestUrl = 12_288;

/** The addresses on which only this machine can reach a server. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

/**
 * The names under which a server may be asked for. A page of another site cannot reach the server by pointing that name at it (DNS
 * rebinding). Ports do not count: a tunnel of ssh may have another one.
 * @param bound the host that the server listens on
 */
export function hostNames(bound: string): ReadonlySet<string> {
  const isWildcard = bound === '0.0.0.0' || bound === '::';
  const own = isWildcard
    ? [hostname(), ...Object.values(networkInterfaces()).flatMap((all) => all!.map(({ address }) => address))]
    : [bound];
  return new Set(['localhost', '127.0.0.1', '::1', ...own].map((name) => name.toLowerCase()));
}

/** Why a request is refused; undefined where it is not. @param names of the server (`hostNames`) */
export function refusalOf({ method, url, headers }: Asked, names: ReadonlySet<string>): Refusal | undefined {
  if (method !== 'GET' && method !== 'HEAD') {
    return { status: 405, error: `expected GET or HEAD, got ${method}`, headers: { Allow: 'GET, HEAD' } };
  }
  if (url.length > longestUrl) return { status: 414, error: `expected a URL of at most ${longestUrl} characters` };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a path with them is refused
  if (!/^\/(?!\/)/.test(url) || /[\\\u0000-\u0020\u007f]/.test(url)) {
    return { status: 400, error: 'expected a path that begins with one slash, without backslashes and blanks' };
  }
  const length = headers['content-length'];
  if (headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')) {
    return { status: 400, error: 'expected a request without a body', headers: { Connection: 'close' } };
  }
  const host = String(headers.host ?? '').toLowerCase();
  const name = /^(?:\[([0-9a-f:.]+)\]|([^:@/[\]]+))(?::\d{1,5})?$/.exec(host);
  if (!name || !names.has(name[1] ?? name[2]!)) {
    return { status: 403, error: 'this host name is not one of the server: open the address that the command printed' };
  }
  const { origin } = headers;
  if (origin !== undefined && !isOwnOrigin(String(origin), host)) {
    return { status: 403, error: 'requests of other sites are refused' };
  }
  if (headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-mode'] !== 'navigate') {
    return { status: 403, error: 'requests of other sites are refused' };
  }
  return undefined;
}

const isOwnOrigin = (origin: string, host: string): boolean =>
  origin.toLowerCase() === `http://${host}` || origin.toLowerCase() === `https://${host}`;
