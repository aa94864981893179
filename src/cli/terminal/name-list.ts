/** Lists of attacks and defenses: a paragraph for each name. */

interface NameRow {
  readonly name: string;
  readonly meaning: string;
  readonly options: readonly string[];
  readonly paper: string | null;
}

/** @param notes printed below the list @param json prints the rows as JSON instead */
export function printNames(rows: readonly NameRow[], notes: string, json: boolean): void {
  if (json) {
    console.log(JSON.stringify(rows, null, 2));
    return;
  }
  const width = Math.max(...rows.map(({ name }) => name.length)) + 2;
  for (const { name, meaning, options, paper } of rows) {
    console.log(`${name.padEnd(width)}${meaning}`);
    const more = [...(options.length > 0 ? [`options: ${options.join(', ')}`] : []), ...(paper ? [paper] : [])];
    if (more.length > 0) console.log(`${' '.repeat(width)}${more.join('; ')}`);
  }
  console.log(notes);
}
