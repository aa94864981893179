/** Which images a classifier is trained on, or evaluated with. */
import type { Command } from 'commander';

export interface DataFlags {
  readonly data?: string;
  readonly dataDir?: string;
}

/** @param whose where the default comes from, for the help */
export const addDataOptions = (command: Command, whose: string): Command =>
  command
    .option('--data <set>', `image set: embedded, cifar10, or a folder of <class>/*.png (default: ${whose})`)
    .option('--data-dir <folder>', 'folder of the CIFAR-10 files (default: data)');
