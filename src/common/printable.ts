/** Makes text from outside (paths, names in archives, keys, values) safe to print: control characters are escaped. */

/**
 * Control characters (C0, DEL, C1), line and paragraph separators, marks that change the direction of writing, characters without
 * width or picture (two names that look alike would differ by them), and lone surrogates. The joiners of emoji and scripts stay.
 */
const unprintable =
  /[\p{Cc}\u00ad\u200b\u2060-\u2064\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\p{Cs}]/gu;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Returns the text with escapes, in one line that is safe to print: `\n`, `\r`, `\t`, `\x1b`, `\u202e`. */
export const printable = (text: string): string => text.replace(unprintable, (char) => short[char] ?? escaped(char));

function escaped(char: string): string {
  const code = char.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
}

/** Returns a value as JSON, escaped and truncated to `longest` characters; `nothing` for undefined. */
export function shown(value: unknown, longest = 60): string {
  const text = printable(asText(value));
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** JSON, extended by values that JSON cannot represent. */
const asText = (value: unknown): string =>
  typeof value === 'number'
    ? String(value)
    : (JSON.stringify(value) ?? (value === undefined ? 'nothing' : String(value)));
