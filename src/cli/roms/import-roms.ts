/** `roms import`: copies the ROMs of known games to the folder where they are searched. */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findAlePyRoms, type Game, md5, romFolders } from 'ale-js/node';
import { asUsage, UsageError } from '../../common/errors.js';
import { printable } from '../../common/printable.js';
import { openLibrary } from '../../env/library.js';
import { failureReason, makeFolder, writeAtomically } from '../../files/atomic-write.js';
import { readRegularFile, sizeLimits } from '../../files/read-file.js';
import { type Image, imagesIn } from './rom-images.js';

/**
 * @param named files, folders, zips and wheels; none: the ROMs of the Python package `ale-py`
 * @throws UsageError when no path holds the ROM of a known game
 */
export async function importRoms(
  named: string[],
  { to, replace }: { readonly to: string; readonly replace: boolean },
): Promise<void> {
  const paths = named.length > 0 ? named : [alePy()];
  const { games } = await openLibrary();
  const { found, total } = recognize(paths, games);
  if (found.size === 0) {
    throw new UsageError(
      `no ROM among ${total} images in ${paths.join(', ')}: expected the md5 of a known game (\`sap-atari roms list\`)`,
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
    `${count('imported')} imported to ${folder}, ${count('present')} already present, ${total - found.size} not needed`,
  );
  if (kept > 0) {
    console.log(`${kept} kept: a file of that name has another md5; --replace overwrites it`);
  }
  if (!romFolders().includes(folder)) {
    console.log(`this folder is not searched by default; run: export ALE_ROM_DIR=${folder}`);
  }
}

/** Returns the folder of ROMs of an installed `ale-py`, or a wheel of it in the current folder. @throws UsageError */
function alePy(): string {
  const found = findAlePyRoms() ?? wheelHere();
  if (found !== undefined) return found;
  throw new UsageError(
    'no path is given, and no ale-py was found (asked PYTHON, python3 and python; looked for ale_py-*.whl here): expected ale-py, which contains the ROMs. Run `pip install ale-py` or `pip download --no-deps ale-py`, then this command again; or give the path of your ROMs',
  );
}

/** The newest wheel of ale-py in the current folder, by its version. */
function wheelHere(): string | undefined {
  const wheels = readdirSync('.').filter((name) => /^ale_py-.*\.whl$/.test(name));
  return wheels.sort(new Intl.Collator('en', { numeric: true }).compare).at(-1);
}

/** Returns the first image of every game. Nothing is written before all paths have been read. */
function recognize(paths: readonly string[], games: readonly Game[]): { found: Map<Game, Image>; total: number } {
  const gameOfMd5 = new Map(games.flatMap((game) => game.md5.map((sum) => [sum, game] as const)));
  const found = new Map<Game, Image>();
  let total = 0;
  const refuse = (problem: string) => {
    throw new UsageError(problem);
  };
  const warn = (problem: string) => console.error(`sap-atari: ${printable(problem)}`);
  for (const path of paths) {
    for (const image of imagesIn(path, refuse, warn)) {
      total++;
      const game = gameOfMd5.get(md5(image.bytes));
      if (game && !found.has(game)) found.set(game, image);
    }
  }
  return { found, total };
}

type Outcome = 'imported' | 'present' | 'kept';

/** Writes an image unless a file is there. Anything but a regular file is neither read nor replaced. */
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
