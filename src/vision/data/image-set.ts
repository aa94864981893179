/** Labeled images, whatever they come from: the contract between data sets and those who train on them or attack them. */

export interface ImageSplit {
  /** Number of images. */
  readonly size: number;
  /**
   * Writes image `index` into `pixels` from `offset` on: channels × height × width bytes, 0…255, channel by channel, row
   * by row. The same index always gives the same bytes.
   */
  read(index: number, pixels: Uint8Array, offset?: number): void;
  /** Place of the image's class in `classNames`. */
  label(index: number): number;
}

/** Images of several classes, in a training and a test split. */
export interface ImageSet {
  /** For reports and file names: `embedded`, `cifar10`, … */
  readonly name: string;
  /** Names of the classes, by label. */
  readonly classNames: readonly string[];
  /** Shape of an image. */
  readonly shape: readonly [channels: 3, height: number, width: number];
  /** The training split. */
  readonly train: ImageSplit;
  /** The test split. */
  readonly test: ImageSplit;
}
