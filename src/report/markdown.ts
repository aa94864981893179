/** Returns a bullet list in Markdown, one line per item; empty without items. */
export const bulletList = (items: readonly string[]): string => items.map((item) => `- ${item}\n`).join('');
