/** The contract of data sets of labeled images. */

export interface ImageSplit {
  /** Number of images. */
  readonly size: number;
  /**
   * Writes image `index` into `pixels` from `offset` on: bytes [channels, height, width]. The same index always gives the same
   * bytes.
   */
  read(index: number, pixels: Uint8Array, offset?: number): void;
  /** Returns the label of an image: the index of its class in `classNames`. */
  label(index: number): number;
}

/** Images of several classes, in a training and a test split. */
export interface ImageSet {
  /** Name for reports and file names: `embedded`, `cifar10`, … */
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
