/** Words of commands, as a POSIX shell takes them. */

/** Quotes a word, whatever is in it; a plain one stays as it is. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
