/** The server that holds the queues: Redis or Valkey, or PostgreSQL. No other file loads a client. */
import type { ConnectionOptions } from 'bullmq';
import { UsageError } from '../../common/errors.js';
import { optionalPackage } from '../optional-package.js';

type BullMQ = typeof import('bullmq');

export interface QueueServer {
  /** For people and logs: without user and password. */
  readonly name: string;
  /** BullMQ, whose queues and workers take the connection. */
  readonly bullmq: BullMQ;
  readonly connection: ConnectionOptions;
  /** Ends the connection; commands that still wait for it are given up. */
  close(): Promise<void>;
}

const expected = 'expected redis://HOST:PORT, rediss:// (TLS) or postgres://';

/** The address of a server without user, password and parameters. @throws UsageError for another form, which it does not repeat */
export function shownServer(url: string): string {
  const { protocol, host, pathname } = parsed(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

function parsed(text: string): URL {
  // The text itself may hold a password, so that no message repeats it.
  if (!URL.canParse(text)) throw new UsageError(`--queue: ${expected}, got another text`);
  const url = new URL(text);
  if (!['redis:', 'rediss:', 'postgres:', 'postgresql:'].includes(url.protocol) || url.host === '') {
    throw new UsageError(`--queue: ${expected}, got ${url.protocol}//`);
  }
  return url;
}

const firstAnswerMs = 10_000;

/**
 * Connects. Later interruptions are waited for: commands are sent when the server is there again.
 * @param onError receives a line when the connection breaks, and when it is there again
 * @throws Error in one line when the server does not answer, or refuses the user
 */
export async function connectQueue(
  url: string,
  onError: (line: string) => void,
  answerMs = firstAnswerMs,
): Promise<QueueServer> {
  const name = shownServer(url);
  return parsed(url).protocol.startsWith('redis')
    ? connectRedis(url, name, onError, answerMs)
    : connectPostgres(url, name);
}

/** @param client that BullMQ uses */
const loadBullmq = (name: string, client: string): Promise<BullMQ> =>
  optionalPackage('bullmq', name, `bullmq@6 ${client}`);

async function connectRedis(
  url: string,
  name: string,
  onError: (line: string) => void,
  answerMs: number,
): Promise<QueueServer> {
  const bullmq = await loadBullmq(name, 'ioredis');
  const { Redis } = await optionalPackage<typeof import('ioredis')>('ioredis', name);
  const redis = new Redis(url, { maxRetriesPerRequest: null, connectTimeout: answerMs, lazyConnect: true });
  let state: 'new' | 'up' | 'down' | 'closing' = 'new';
  let fault: string | undefined;
  // A close follows, or a failed command, which say less: a refused password is told here alone.
  redis.on('error', ({ message }) => (fault = message));
  redis.on('close', () => {
    if (state !== 'up') return;
    state = 'down';
    onError(`${name}: the connection broke; waiting for the server`);
  });
  redis.on('ready', () => {
    if (state === 'down') onError(`${name}: the server is there again`);
    state = 'up';
  });
  // A server that is suspended accepts connections, and answers nothing.
  const silence = setTimeout(() => {
    fault = `no answer in ${answerMs / 1000} s`;
    redis.disconnect();
  }, answerMs);
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    redis.disconnect();
    throw new Error(
      `${name}: expected a Redis server that answers, got ${fault ?? (error as Error).message}; start one, or check --queue`,
    );
  } finally {
    clearTimeout(silence);
  }
  return {
    ...{ name, bullmq },
    connection: redis as unknown as ConnectionOptions,
    async close() {
      state = 'closing';
      redis.disconnect();
    },
  };
}

async function connectPostgres(url: string, name: string): Promise<QueueServer> {
  const bullmq = await loadBullmq(name, 'pg');
  await optionalPackage('pg', name); // BullMQ loads it
  const { createPostgresBackend, setDefaultBackendFactory } = bullmq;
  setDefaultBackendFactory(createPostgresBackend as Parameters<typeof setDefaultBackendFactory>[0]);
  return {
    ...{ name, bullmq },
    connection: { connectionString: url, migrate: true } as unknown as ConnectionOptions,
    close: async () => {},
  };
}
