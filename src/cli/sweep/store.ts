/** `--store` and `--mirror`: where sweeps are kept. */
import type { Command } from 'commander';
import { UsageError } from '../../common/errors.js';
import { sweepsFolder } from '../../sweep/folder.js';
import { openStore } from '../../sweep/store/open.js';
import { type SweepStore, sharedFolder } from '../../sweep/store/store.js';

export interface StoreFlags {
  readonly store?: string;
  readonly mirror?: string;
}

const storeText = 'folder of the sweeps, or s3://BUCKET/PREFIX';
const mirrorText = 'folder for copies of what a bucket holds (default: in the cache folder of the user)';

/** @param defaultStore shown, and used by the command itself */
export const withStoreOption = (command: Command, defaultStore?: string): Command =>
  command.option('--store <folder>', storeText, defaultStore).option('--mirror <folder>', mirrorText);

/**
 * Opens the store for work on sweeps that exist, or will. Without `--store` a sweep is named by its folder.
 */
export async function withStore<T>({ store, mirror }: StoreFlags, work: (store: SweepStore) => Promise<T>): Promise<T> {
  if (store === undefined && mirror !== undefined)
    throw new UsageError('--mirror: expected --store s3://BUCKET/PREFIX beside it, got none');
  const opened =
    store === undefined
      ? sharedFolder(sweepsFolder, (folder) => folder)
      : await openStore({ ...{ store, mirror, role: 'results' }, onWarning: warn });
  try {
    return await work(opened);
  } finally {
    opened.close();
  }
}

/** The folder of a sweep as it is now. @param sweep its folder, or with `--store` its name */
export const withSweep = <T>(
  sweep: string,
  flags: StoreFlags,
  work: (folder: string, store: SweepStore) => Promise<T>,
): Promise<T> =>
  withStore(flags, async (store) => {
    const folder = store.folderOf(sweep);
    await store.refresh(folder);
    return work(folder, store);
  });

const warn = (line: string) => console.error(`warning: ${line}`);
