/** `roms list`: which games have a ROM here, and which file the others expect. */
import { type Game, romFolders } from 'ale-js/node';
import { printable } from '../../common/printable.js';
import { type Library, openLibrary } from '../../env/library.js';
import { type Column, textTable } from '../../report/table.js';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly md5: readonly string[];
  /** Path of the ROM; null when it is missing. */
  readonly file: string | null;
}

const foundColumns: readonly Column<Row>[] = [
  { title: 'found', align: 'left', cell: ({ name }) => name },
  { title: 'file', align: 'left', cell: ({ file }) => file ?? '' },
];
const missingColumns: readonly Column<Row>[] = [
  { title: 'missing', align: 'left', cell: ({ name }) => name },
  { title: 'expected file', align: 'left', cell: ({ id }) => `${id}.bin` },
  { title: 'md5', align: 'left', cell: ({ md5 }) => md5.join(' or ') },
];

export async function listRoms({ json }: { readonly json: boolean }): Promise<void> {
  const library = await openLibrary();
  const rows = library.games.map((game): Row => {
    const { id, name, md5 } = game;
    return { id, name, md5, file: fileOf(library, game) };
  });
  if (json) {
    console.log(JSON.stringify(rows, null, 2));
    return;
  }
  const found = rows.filter(({ file }) => file !== null);
  const missing = rows.filter(({ file }) => file === null);
  console.log(textTable(foundColumns, found));
  if (missing.length > 0) console.log(textTable(missingColumns, missing));
  for (const problem of library.games.flatMap((game) => library.damage(game) ?? []))
    console.log(`damaged: ${printable(problem)}`);
  console.log(`${found.length} found, ${missing.length} missing; searched in ${romFolders().join(', ')}`);
  if (missing.length > 0)
    console.log('to add ROMs: `pip install ale-py`, then `sap-atari roms import`; or `sap-atari roms import PATH…`');
}

function fileOf(library: Library, game: Game): string | null {
  try {
    return library.open(game.id).file;
  } catch {
    return null;
  }
}
