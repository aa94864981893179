/** Opens the store that `--store` names. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../common/errors.js';
import { explainFailure, makeFolder } from '../../files/atomic-write.js';
import { takeLease } from '../../files/lease.js';
import { isStoreAddress, parseStoreAddress, type StoreAddress, storeAccess } from './address.js';
import { openBucket } from './bucket.js';
import { mirroredStore } from './mirrored.js';
import { type SweepStore, sharedFolder } from './store.js';

export const defaultPublishSeconds = 600;

export interface StoreOptions {
  /** A folder, or s3://BUCKET/PREFIX. */
  readonly store: string;
  /** Of a bucket; default in the user's cache. */
  readonly mirror?: string | undefined;
  /** Part of the default mirror's name: a worker and other commands have mirrors of their own. */
  readonly role: 'worker' | 'results';
  /** How often a worker publishes unfinished jobs. */
  readonly publishSeconds?: number;
  readonly onWarning: (line: string) => void;
}

/**
 * @throws UsageError for an address, variables or a mirror that cannot be used, or a client that is not installed; Error in one line where
 *   the server does not answer, or refuses
 */
export async function openStore(options: StoreOptions): Promise<SweepStore> {
  const { store, mirror, role, publishSeconds = defaultPublishSeconds, onWarning } = options;
  if (!isStoreAddress(store)) {
    if (mirror === undefined) return sharedFolder(store);
    throw new UsageError(`--mirror: expected a store in a bucket (--store s3://…), got the folder ${store}`);
  }
  const address = parseStoreAddress(store);
  const bucket = await openBucket(address, storeAccess(process.env));
  const root = mirror ?? join(cacheFolder(), mirrorName(address), role);
  explainFailure(root, () => makeFolder(root));
  const lease = takeLease(root, { onWarning });
  const opened = mirroredStore(bucket, { root, publishMs: 1000 * publishSeconds, onWarning });
  return {
    ...opened,
    close() {
      opened.close();
      lease.release();
    },
  };
}

const mirrorName = ({ bucket, prefix }: StoreAddress): string => [bucket, ...prefix.split('/')].join('+');

const cacheFolder = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sap-atari', 'mirrors');
