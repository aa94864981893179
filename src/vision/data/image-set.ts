/** Labeled images, whatever they come from: the contract between data sets and those who train on them or attack them. */

export interface ImageSplit {
  readonly size: number;
  /**
   * Writes image `index` into `pixels` from `offset` on: channels × height × width bytes, 0…255, channel by channel, row
   * by row. The same index always gives the same bytes.
   */
  read(index: number, pixels: Uint8Array, offset?: number): void;
  /** Place of the image's class in `classNames`. */
  label(index: number): number;
}

export interface ImageSet {
  /** For reports and file names: `embedded`, `cifar10`, … */
  readonly name: string;
  readonly classNames: readonly string[];
  readonly shape: readonly [channels: 3, height: number, width: number];
  readonly train: ImageSplit;
  readonly test: ImageSplit;
}
