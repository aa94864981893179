/**
 * The HTTP server of the pages that run on this machine. It only reads: static files of one folder, and what a table of routes
 * answers. It listens on the loopback address unless another host is given, which requires a token.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';
import { UsageError } from '../common/errors.js';
import { hostNames, isLoopback, type Refusal, refusalOf } from './guard.js';
import { securityHeaders } from './headers.js';
import { NotFound, type Reply, type Routes } from './routes.js';
import { sendFile } from './send-file.js';
import { splitUrl, tokenCheck } from './token.js';

export interface ServerOptions {
  /** Folder of static files, all of which may be read. */
  readonly folder: string;
  /** Where `/` leads: `/dashboard/`. */
  readonly home: string;
  readonly routes?: Routes;
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** Default 0: a free one. */
  readonly port?: number | undefined;
  /** Required for a host that other machines can reach. */
  readonly token?: string | undefined;
  /** Milliseconds that a request may take to arrive. A browser sends it at once; a slower one holds a connection for nothing. */
  readonly requestMs?: number;
  /** Receives one line for each request that failed by a fault of ours. */
  readonly onError?: (line: string) => void;
}

export interface RunningServer {
  /** Of the home page. */
  readonly url: string;
  /** Ends the server; open connections are closed. */
  close(): Promise<void>;
}

const mostConnections = 256;
const mostHeaderBytes = 16_384;
/** A connection over which nothing is sent for so many times `requestMs` is closed: its peer does not read. */
const idleRequests = 6;
/** Guessing one with fewer characters is possible over a network. */
const leastTokenCharacters = 12;

/** @throws UsageError for a host without a token, a poor token, and a port or host that cannot be listened on */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 0, token, requestMs = 10_000 } = options;
  if (!isLoopback(host) && token === undefined) {
    throw new UsageError(`--host ${host} requires --token: other machines could read the folders without it`);
  }
  if (token !== undefined && !new RegExp(`^[!-~]{${leastTokenCharacters},}$`).test(token)) {
    throw new UsageError(`--token: expected at least ${leastTokenCharacters} letters, digits or signs without blanks`);
  }
  const limits = { maxHeaderSize: mostHeaderBytes, headersTimeout: requestMs, requestTimeout: requestMs };
  const connectionsCheckingInterval = Math.min(1000, requestMs);
  const server = createServer({ ...limits, connectionsCheckingInterval }, listener(options, host));
  server.maxConnections = mostConnections;
  server.timeout = idleRequests * requestMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${(server.address() as AddressInfo).port}${options.home}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new UsageError(`--port ${port} is in use: choose another one, or leave --port out for a free one`);
    case 'EACCES':
      return new UsageError(`--port ${port}: permission denied; choose one from 1024 on`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new UsageError(`--host ${host}: expected an address of this machine`);
    default:
      return error;
  }
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

function listener({ folder, home, routes = {}, token, onError = () => {} }: ServerOptions, host: string): Listener {
  const names = hostNames(host);
  const admit = tokenCheck(token);
  const serveStatic = sirv(folder, { etag: true });
  const known = new Map(Object.entries(routes));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = { method: request.method ?? '', url: request.url ?? '', headers: request.headers };
    const refusal = refusalOf(asked, names);
    if (refusal) return refuse(response, refusal);
    const admission = admit(asked, request.socket.localPort ?? 0);
    if (admission !== 'admitted') return refuse(response, admission);
    const [path, query] = splitUrl(asked.url);
    const route = known.get(path);
    if (route) return send(request, response, await route(new URLSearchParams(query)));
    if (path === '/' || `${path}/` === home)
      return refuse(response, { status: 302, error: 'moved', headers: { Location: home } });
    delete request.headers.range; // sirv fails on ranges that end before they begin; our static files are small
    serveStatic(request, response, () => refuse(response, { status: 404, error: 'no such page' }));
  }

  return (request, response) => {
    for (const [header, value] of Object.entries(securityHeaders)) response.setHeader(header, value);
    answer(request, response).catch((error: Error) => {
      const status = error instanceof NotFound ? 404 : error instanceof UsageError ? 400 : 500;
      if (status === 500) onError(`${splitUrl(request.url ?? '')[0]}: ${error.message}`);
      if (response.headersSent) response.destroy();
      else refuse(response, { status, error: error.message });
    });
  };
}

function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  if ('file' in reply) {
    sendFile(request, response, reply.file, reply.type);
    return;
  }
  const body = Buffer.from(JSON.stringify(reply.json));
  // A browser that asks again for what has not changed gets no body.
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const headers = { 'Content-Type': 'application/json', ETag: tag, 'Cache-Control': 'no-cache' };
  if (request.headers['if-none-match'] === tag) response.writeHead(304, headers).end();
  else
    response.writeHead(200, { ...headers, 'Content-Length': body.length }).end(request.method === 'HEAD' ? '' : body);
}

function refuse(response: ServerResponse, { status, error, headers }: Refusal): void {
  const body = JSON.stringify({ error });
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers }).end(body);
}
