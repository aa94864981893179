/** An S3-compatible server of a test: moto (PyPI), in memory, behind a port that can be cut. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe } from 'vitest';

const python = process.env.PYTHON ?? 'python3';
const missing = [
  ...(spawnSync(python, ['-c', 'import moto.server, flask_cors']).status === 0
    ? []
    : ["a server (pip install 'moto[s3]' flask flask-cors)"]),
  ...(existsSync(new URL('../../node_modules/minio', import.meta.url)) ? [] : ['the client (npm install minio)']),
];

/** A group of tests that need an S3 server and its client. Without them they are skipped, and that is said. */
export function describeWithS3(name: string, tests: () => void): void {
  if (missing.length > 0) console.error(`SKIPPED ${name}: no S3; install ${missing.join(' and ')}`);
  describe.skipIf(missing.length > 0)(name, tests);
}

/** The server looks for a user, not for a signature. */
const authorization = 'AWS4-HMAC-SHA256 Credential=test-user/20260101/us-east-1/s3/aws4_request';

export const bucketName = 'sweeps';

export interface TestS3 {
  readonly environment: Readonly<Record<string, string>>;
  /** Keys below a prefix. */
  keys(prefix?: string): Promise<string[]>;
  /** Copies all that lies below a prefix into a folder. */
  copy(prefix: string, folder: string): Promise<void>;
  /** Breaks all connections and refuses new ones. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  stop(): Promise<void>;
}

/** @param options `refusing`: knows no user */
export async function startS3({ refusing = false } = {}): Promise<TestS3> {
  const port = await freePort();
  const server = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    ...{ stdio: 'ignore', env: { ...process.env, ...(refusing ? { INITIAL_NO_AUTH_ACTION_COUNT: '0' } : {}) } },
  });
  await untilOpen(port, server);
  const gate = openGate(port);
  const gatePort = await gate.open();
  const url = `http://127.0.0.1:${port}/${bucketName}`;
  const ask = async (path: string, method = 'GET') => {
    const response = await fetch(url + path, { method, headers: { authorization } });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  };
  if (!refusing) await ask('', 'PUT');
  const keys = async (prefix = '') => {
    const list = (await ask(`?list-type=2&prefix=${prefix}`)).toString();
    return [...list.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key!);
  };
  return {
    environment: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${gatePort}`,
      ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test-user', AWS_SECRET_ACCESS_KEY: 'a-secret-word' },
    },
    keys,
    async copy(prefix, folder) {
      for (const key of await keys(prefix)) {
        const path = join(folder, key.slice(prefix.length));
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, await ask(`/${key}`));
      }
    },
    cut: gate.close,
    mend: async () => void (await gate.open()),
    async stop() {
      await gate.close();
      const exit = once(server, 'exit');
      server.kill();
      await exit;
    },
  };
}

/** Passes connections on to a port. */
function openGate(target: number) {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let port = 0;
  return {
    async open(): Promise<number> {
      server = createServer((near) => {
        const far = connect(target, '127.0.0.1');
        for (const [from, to] of [
          [near, far],
          [far, near],
        ] as const) {
          sockets.add(from);
          from.on('error', () => to.destroy());
          from.on('close', () => sockets.delete(from));
          from.pipe(to);
        }
      }).listen(port, '127.0.0.1');
      await once(server, 'listening');
      port = (server.address() as AddressInfo).port;
      return port;
    },
    async close(): Promise<void> {
      const closed = new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
      for (const socket of sockets) socket.destroy();
      await closed;
      server = undefined;
    },
  };
}

async function freePort(): Promise<number> {
  const gate = openGate(0);
  const port = await gate.open();
  await gate.close();
  return port;
}

async function untilOpen(port: number, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600 && server.exitCode === null; tries++) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error')]).catch(
      () => false,
    );
    socket.destroy();
    if (isOpen === true) return;
    await sleep(100);
  }
  throw new Error('the S3 server of the test did not start');
}
