/** Objects of an S3-compatible store below a prefix. No other file loads the client. */
import { closeSync, createReadStream, openSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { UsageError } from '../../common/errors.js';
import { explainFailure, pendingFile } from '../../files/atomic-write.js';
import { optionalPackage } from '../optional-package.js';
import { type StoreAccess, type StoreAddress, storeName } from './address.js';

export interface StoredObject {
  /** Without the prefix. */
  readonly key: string;
  readonly bytes: number;
  /** Changes with the content. */
  readonly etag: string;
}

/** A store that does not answer or refuses: perhaps it will not later. */
export class StoreFault extends Error {
  /** @param isMissing whether it answered that there is no such object */
  constructor(
    message: string,
    readonly isMissing = false,
  ) {
    super(message);
  }
}

export interface Bucket {
  readonly name: string;
  /** All objects whose keys start with `under`. */
  list(under: string): Promise<StoredObject[]>;
  /** Names of folders and objects right below `under`, which is empty or ends with `/`. */
  top(under: string): Promise<{ readonly folders: string[]; readonly objects: StoredObject[] }>;
  /** @returns undefined where there is none @throws Error for more than `mostBytes` */
  read(key: string, mostBytes: number): Promise<Uint8Array | undefined>;
  /** Writes an object into a file: all of it or nothing. @throws Error in one line where the file cannot be written */
  download(object: StoredObject, path: string): Promise<void>;
  write(key: string, data: string | Uint8Array): Promise<void>;
  /** Stores the first `bytes` of a file. */
  upload(key: string, path: string, bytes: number): Promise<void>;
  remove(keys: readonly string[]): Promise<void>;
}

/** Without a byte for so long, a request has failed. */
const silenceMs = 60_000;

/** @throws UsageError where the client is not installed; StoreFault where the bucket cannot be listed */
export async function openBucket(address: StoreAddress, access: StoreAccess): Promise<Bucket> {
  const name = storeName(address);
  const opened = wrap(await connect(name, access), address, name, access);
  await opened.top('');
  return opened;
}

/** What is used of the client of minio, whose types are not there where it is not installed. */
interface Client {
  listObjectsV2(bucket: string, prefix: string, recursive: boolean): AsyncIterable<ListedItem>;
  getObject(bucket: string, key: string): Promise<Readable>;
  putObject(bucket: string, key: string, data: Readable | Uint8Array, bytes?: number): Promise<unknown>;
  removeObjects(bucket: string, keys: readonly string[]): Promise<unknown>;
}

type ListedItem =
  | { readonly name: string; readonly size: number; readonly etag: string; readonly prefix?: undefined }
  | { readonly prefix: string };

async function connect(name: string, { endpoint, region, ...credentials }: StoreAccess): Promise<Client> {
  type Minio = { readonly Client: new (options: object) => Client };
  const { Client } = await optionalPackage<Minio>('minio', name);
  const useSSL = endpoint.protocol === 'https:';
  const request: typeof http.request = (...args: unknown[]) => {
    const made = (useSSL ? https : http).request(...(args as Parameters<typeof http.request>));
    return made.setTimeout(silenceMs, () => made.destroy(new Error(`no answer for ${silenceMs / 1000} s`)));
  };
  return new Client({
    ...{ endPoint: endpoint.hostname.replace(/^\[|\]$/g, ''), useSSL, region, ...credentials },
    ...(endpoint.port === '' ? {} : { port: Number(endpoint.port) }),
    ...{ pathStyle: !endpoint.hostname.endsWith('.amazonaws.com'), retryOptions: { disableRetry: true } },
    transport: { request } as Pick<typeof http, 'request'>,
  });
}

function wrap(client: Client, { bucket, prefix }: StoreAddress, name: string, { endpoint }: StoreAccess): Bucket {
  const start = prefix === '' ? '' : `${prefix}/`;
  const fault = (error: unknown) => new StoreFault(`${name}: ${reasonOf(error, endpoint)}`, isMissing(error));
  const asking = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw error instanceof StoreFault ? error : fault(error);
    }
  };
  const listed = (under: string, recursive: boolean) =>
    asking(async () => {
      const objects: StoredObject[] = [];
      const folders: string[] = [];
      for await (const item of client.listObjectsV2(bucket, `${start}${under}`, recursive)) {
        if (item.prefix !== undefined) folders.push(item.prefix.slice(start.length + under.length, -1));
        else objects.push({ key: item.name.slice(start.length), bytes: item.size, etag: item.etag });
      }
      return { folders, objects };
    });
  /** The chunks of an object, no more than it may have. */
  async function* chunks(key: string, most: number): AsyncGenerator<Uint8Array> {
    const stream = await asking(() => client.getObject(bucket, start + key));
    const iterator = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    let bytes = 0;
    try {
      for (;;) {
        const { done, value } = await asking(() => iterator.next());
        if (done) return;
        bytes += value.byteLength;
        if (bytes > most) throw new UsageError(`${name}/${key}: expected at most ${most} bytes, got more`);
        yield value;
      }
    } finally {
      stream.destroy();
    }
  }
  return {
    name,
    list: async (under) => (await listed(under, true)).objects,
    top: (under) => listed(under, false),
    async read(key, mostBytes) {
      const parts: Uint8Array[] = [];
      try {
        for await (const chunk of chunks(key, mostBytes)) parts.push(chunk);
      } catch (error) {
        if (error instanceof StoreFault && error.isMissing) return undefined;
        throw error;
      }
      return Buffer.concat(parts);
    },
    async download({ key, bytes }, path) {
      const pending = explainFailure(path, () => pendingFile(path));
      const file = explainFailure(path, () => openSync(pending.temporary, 'wx'));
      let written = 0;
      try {
        for await (const chunk of chunks(key, bytes)) {
          explainFailure(path, () => writeFileSync(file, chunk));
          written += chunk.byteLength;
        }
        if (written !== bytes) throw fault(new Error(`expected ${bytes} bytes of ${key}, got ${written}`));
      } catch (error) {
        pending.discard();
        throw error;
      } finally {
        closeSync(file);
      }
      pending.commit();
    },
    write: (key, data) => asking(async () => void (await client.putObject(bucket, start + key, Buffer.from(data)))),
    async upload(key, path, bytes) {
      if (bytes === 0) return this.write(key, '');
      const source = createReadStream(path, { fd: openSync(path, 'r'), end: bytes - 1 });
      try {
        await asking(() => client.putObject(bucket, start + key, source, bytes));
      } finally {
        source.destroy();
      }
    },
    async remove(keys) {
      if (keys.length > 0)
        await asking(() =>
          client.removeObjects(
            bucket,
            keys.map((key) => start + key),
          ),
        );
    },
  };
}

const isMissing = (error: unknown): boolean =>
  ['NoSuchKey', 'NotFound'].includes((error as NodeJS.ErrnoException).code ?? '');

const refusals = ['AccessDenied', 'InvalidAccessKeyId', 'SignatureDoesNotMatch', 'ExpiredToken', 'InvalidToken'];

/** Why a request failed, and what to do, as a clause. */
function reasonOf(error: unknown, endpoint: URL): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === 'NoSuchBucket') return 'expected a bucket, got none of that name; make it, or check --store';
  if (isMissing(error)) return 'expected an object that was listed, got none';
  if (refusals.includes(code)) {
    return `the server refuses the credentials (${code}); check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION`;
  }
  const what = (message || code || 'no reason given').split('\n')[0];
  return `expected a server at ${endpoint.origin} that answers, got ${what}; start it, or check AWS_ENDPOINT_URL`;
}
