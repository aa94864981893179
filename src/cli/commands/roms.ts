import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Game, md5, romFolders } from 'ale-js/node';
import { Command } from 'commander';
import { asUsage, UsageError } from '../../common/errors.js';
import { printable } from '../../common/printable.js';
import { type Library, openLibrary } from '../../env/library.js';
import { failureReason, makeFolder, writeAtomically } from '../../files/atomic-write.js';
import { readRegularFile, sizeLimits } from '../../files/read-file.js';
import { type Column, textTable } from '../../report/table.js';
import { type Image, imagesIn } from '../roms/rom-images.js';
import { oneLineErrors } from '../terminal/one-line-errors.js';

export function romsCommand(): Command {
  const roms = oneLineErrors(new Command('roms')).description(
    'bring your own cartridge images, and see which are there',
  );
  roms
    .command('import')
    .description('copy the ROMs among files, folders and zips, known by their md5, under the names that ALE gives them')
    .argument('<path...>', 'files, folders, zips')
    .option('--to <folder>', 'where to put them', join(homedir(), '.sap-atari', 'roms'))
    .option('--replace', 'overwrite files of the same name whose md5 is not the known one', false)
    .action(importAction);
  roms
    .command('list')
    .description(
      'list the games whose ROM was found, with the file, and those it is missing for, with what is expected',
    )
    .option('--json', 'print JSON: id, name, md5, file', false)
    .action(listAction);
  return roms;
}

// --- import ---

async function importAction(paths: string[], { to, replace }: { to: string; replace: boolean }): Promise<void> {
  const { games } = await openLibrary();
  const { found, looked } = recognize(paths, games);
  if (found.size === 0) {
    throw new UsageError(
      `no ROM among ${looked} images in ${paths.join(', ')}: expected the md5 of a known game (\`sap-atari roms list\`)`,
    );
  }
  const folder = resolve(to);
  makeRomFolder(folder);
  const outcomes = [...found].map(([game, image]) => ({
    game,
    from: image.from,
    outcome: place(folder, game, image, replace),
  }));
  for (const { game, from, outcome } of outcomes)
    console.log(`${outcome.padEnd(9)} ${game.id.padEnd(20)} ${printable(from)}`);
  const count = (wanted: Outcome) => outcomes.filter(({ outcome }) => outcome === wanted).length;
  const kept = count('kept');
  console.log(
    `${count('imported')} imported to ${folder}, ${count('present')} present already, ${looked - found.size} not needed`,
  );
  if (kept > 0) console.log(`${kept} kept: a file of that name with another md5 is there; --replace overwrites it`);
  if (!romFolders().includes(folder)) console.log(`to have them found there: export ALE_ROM_DIR=${folder}`);
}

/** The first image of every game. Nothing is written before all paths have been read. */
function recognize(paths: readonly string[], games: readonly Game[]): { found: Map<Game, Image>; looked: number } {
  const gameOfMd5 = new Map(games.flatMap((game) => game.md5.map((sum) => [sum, game] as const)));
  const found = new Map<Game, Image>();
  let looked = 0;
  const refuse = (problem: string) => {
    throw new UsageError(problem);
  };
  const warn = (problem: string) => console.error(`sap-atari: ${printable(problem)}`);
  for (const path of paths) {
    for (const image of imagesIn(path, refuse, warn)) {
      looked++;
      const game = gameOfMd5.get(md5(image.bytes));
      if (game && !found.has(game)) found.set(game, image);
    }
  }
  return { found, looked };
}

type Outcome = 'imported' | 'present' | 'kept';

/** What is no regular file is never read or replaced. */
function place(folder: string, game: Game, { bytes }: Image, replace: boolean): Outcome {
  const path = join(folder, `${game.id}.bin`);
  if (existsSync(path)) {
    if (game.md5.includes(md5(readRegularFile(path, sizeLimits.data)))) return 'present';
    if (!replace) return 'kept';
  }
  asUsage(() => writeAtomically(path, bytes));
  return 'imported';
}

function makeRomFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new UsageError(`--to: cannot make the folder ${folder}: ${failureReason(error)}`);
  }
}

// --- list ---

interface Row {
  readonly id: string;
  readonly name: string;
  readonly md5: readonly string[];
  /** Of the ROM; null when it is missing. */
  readonly file: string | null;
}

const foundColumns: readonly Column<Row>[] = [
  { title: 'found', align: 'left', cell: ({ name }) => name },
  { title: 'file', align: 'left', cell: ({ file }) => file ?? '' },
];
const missingColumns: readonly Column<Row>[] = [
  { title: 'missing', align: 'left', cell: ({ name }) => name },
  { title: 'expected file', align: 'left', cell: ({ id }) => `${id}.bin` },
  { title: 'md5', align: 'left', cell: ({ md5: sums }) => sums.join(' or ') },
];

async function listAction({ json }: { json: boolean }): Promise<void> {
  const library = await openLibrary();
  const rows = library.games.map((game): Row => {
    const { id, name, md5: sums } = game;
    return { id, name, md5: sums, file: fileOf(library, game) };
  });
  if (json) {
    console.log(JSON.stringify(rows, null, 2));
    return;
  }
  const found = rows.filter(({ file }) => file !== null);
  const missing = rows.filter(({ file }) => file === null);
  console.log(textTable(foundColumns, found));
  if (missing.length > 0) console.log(textTable(missingColumns, missing));
  console.log(`${found.length} found, ${missing.length} missing; looked in ${romFolders().join(', ')}`);
  if (missing.length > 0) console.log('to add some: sap-atari roms import PATH…');
}

function fileOf(library: Library, game: Game): string | null {
  try {
    return library.open(game.id).file;
  } catch {
    return null;
  }
}
