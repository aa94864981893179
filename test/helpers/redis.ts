/** A Redis server of a test, on a free port of the loopback address, with an append-only file that survives restarts. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { describe } from 'vitest';

const names = ['redis-server', 'valkey-server'];
const program = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find((path) => existsSync(path));

/** A group of tests that need Redis. Without one they are skipped, and that is said. */
export function describeWithRedis(name: string, tests: () => void): void {
  if (program === undefined) {
    console.error(`SKIPPED ${name}: no Redis; install it (Debian: apt-get install redis-server)`);
  }
  describe.skipIf(program === undefined)(name, tests);
}

export interface TestRedis {
  readonly url: string;
  /** Ends it by its process id, and starts it again on the same port with what it had written. @param signal default SIGTERM */
  restart(signal?: NodeJS.Signals): Promise<void>;
  /** It keeps its connections and answers nothing, until `resume`. */
  suspend(): void;
  resume(): void;
  stop(): Promise<void>;
}

export async function startRedis({ password }: { readonly password?: string } = {}): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'sap-atari-redis-'));
  const port = await freePort();
  const url = `redis://${password === undefined ? '' : `:${password}@`}127.0.0.1:${port}`;
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always'];
  let server: ChildProcess;
  const start = async () => {
    const secret = password === undefined ? [] : ['--requirepass', password];
    server = spawn(program!, [...options, ...durable, ...secret], { stdio: 'ignore' });
    await untilReady(url);
  };
  const end = async (signal: NodeJS.Signals) => {
    const exit = once(server, 'exit');
    server.kill(signal);
    await exit;
  };
  await start();
  return {
    url,
    async restart(signal = 'SIGTERM') {
      await end(signal);
      await start();
    },
    suspend: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    async stop() {
      await end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function untilReady(url: string): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.ping();
      return;
    } catch {
      await sleep(50);
    } finally {
      client.disconnect();
    }
  }
  throw new Error('the Redis server of the test did not start');
}
