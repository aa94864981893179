/** The secret that a server asks for when other machines can reach it. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Asked, Refusal } from './guard.js';

/** What is to be done with a request: answer it, or send the response that is given. */
export type Admission = 'admitted' | Refusal;

/**
 * Creates the check of a token. It is accepted as `Authorization: Bearer TOKEN`, or once as `?token=TOKEN`: then the browser gets a cookie, which
 * scripts cannot read, and the URL loses the token.
 * @param token undefined: every request is admitted
 * @returns a function of a request and the port that it came to
 */
export function tokenCheck(token: string | undefined): (asked: Asked, port: number) => Admission {
  if (token === undefined) return () => 'admitted';
  const isToken = equals(token);
  // Not the token itself, and another one each time: a cookie is worth nothing once the server has ended.
  const session = randomBytes(32).toString('hex');
  const isSession = equals(session);
  return ({ url, headers }, port) => {
    // Cookies of a host are shared by its ports: another server there has another one.
    const cookieName = `sap-atari-session-${port}`;
    const bearer = /^Bearer (.+)$/i.exec(String(headers.authorization ?? ''))?.[1];
    if (bearer !== undefined && isToken(bearer)) return 'admitted';
    const [path, query = ''] = splitUrl(url);
    const parameters = new URLSearchParams(query);
    const given = parameters.get('token');
    if (given !== null && isToken(given)) {
      parameters.delete('token');
      const rest = parameters.size > 0 ? `?${parameters}` : '';
      const cookie = `${cookieName}=${session}; HttpOnly; SameSite=Lax; Path=/`;
      return {
        status: 303,
        error: 'the token was accepted',
        headers: { Location: `${path}${rest}`, 'Set-Cookie': cookie },
      };
    }
    const cookies = String(headers.cookie ?? '').split(/; */);
    const cookie = cookies.find((each) => each.startsWith(`${cookieName}=`));
    if (cookie !== undefined && isSession(cookie.slice(cookieName.length + 1))) return 'admitted';
    return {
      status: 401,
      error:
        'expected the token of the server: open the address with ?token=TOKEN, or send Authorization: Bearer TOKEN',
      headers: { 'WWW-Authenticate': 'Bearer' },
    };
  };
}

/** Path and query of a URL as sent. */
export function splitUrl(url: string): [path: string, query: string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

/** Compares in a time that does not depend on the texts. */
const equals = (expected: string) => {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const wanted = digest(expected);
  return (text: string): boolean => timingSafeEqual(digest(text), wanted);
};
