/** Pickles, opcode by opcode. */

export type Part = string | number | Uint8Array;

/** Concatenates bytes, and texts of one byte a character. */
export const bytesOf = (...parts: Part[]): Uint8Array =>
  Uint8Array.from(
    Buffer.concat(
      parts.map((part) =>
        typeof part === 'number' ? Buffer.of(part) : typeof part === 'string' ? Buffer.from(part, 'latin1') : part,
      ),
    ),
  );

/** A text, as SHORT_BINUNICODE. */
export const text = (value: string): Uint8Array => bytesOf(0x8c, value.length, value);

/** A name, as STACK_GLOBAL. */
export const stackGlobal = (module: string, name: string): Uint8Array => bytesOf(text(module), text(name), 0x93);

/** A pickle of protocol 4. */
export const pickle = (...parts: Part[]): Uint8Array => bytesOf(0x80, 4, ...parts, '.');
