/** A cartridge that was found and read. */
export interface Cartridge {
  /** The game's id in the table. */
  readonly game: string;
  /** The cartridge image. */
  readonly bytes: Uint8Array;
  /** Where it was found, for messages. */
  readonly file: string;
}
