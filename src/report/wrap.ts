/** Text in lines of limited width. */

/** A space that may become a line break: not within `λ 4`, `p = 0.041`, `5 %`. */
const breakable = /(?<!λ|\bp|=|<) (?![%=<])/;

/** Breaks a text between words into lines of at most `width` characters; a longer word gets a line of its own. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(breakable)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Breaks a cell into lines of at most `width` characters: at a space, after `:`, `,`, `/`, `+` or `-`, else anywhere. */
export function wrapCell(text: string, width: number): string[] {
  if (text.length <= width) return [text];
  const start = text.slice(0, width + 1);
  const space = start.lastIndexOf(' ');
  const mark = Math.max(...[':', ',', '/', '+', '-'].map((each) => start.lastIndexOf(each, width - 1))) + 1;
  const at = space > 0 ? space : mark > 0 ? mark : width;
  return [text.slice(0, at), ...wrapCell(text.slice(at).trimStart(), width)];
}
