/** `roms verify`: plays each ROM that is here, and compares with recordings of native ALE. */
import { type Game, verifyRom } from 'ale-js/node';
import { UsageError } from '../../common/errors.js';
import { printable } from '../../common/printable.js';
import { type Library, openLibrary } from '../../env/library.js';

/**
 * Prints a line for each game.
 * @param names games to verify; none: all with a ROM and a recording
 * @throws UsageError when there is nothing to verify; Error when a game differs, or a file is damaged
 */
export async function verifyRoms(names: readonly string[]): Promise<void> {
  const library = await openLibrary();
  const games = names.length > 0 ? names.map((name) => gameOf(library, name)) : library.games.filter(library.has);
  let verified = 0;
  let different = 0;
  let release = '';
  for (const game of games) {
    const result = verifyRom(library.ale, game, library.open(game.id).bytes);
    if (!result) {
      if (names.length > 0) throw new UsageError(`${game.name} has no recording: expected one of ALE's own games`);
      continue;
    }
    verified++;
    release = result.release;
    const isEqual = result.differences.length === 0;
    if (!isEqual) different++;
    const detail = isEqual ? `${result.steps.toLocaleString('en')} steps` : result.differences.join('; ');
    console.log(`${isEqual ? 'equal    ' : 'different'} ${game.name.padEnd(20)} ${detail}`);
  }
  const damaged = names.length > 0 ? [] : library.games.flatMap((game) => library.damage(game) ?? []);
  for (const problem of damaged) console.log(`damaged   ${printable(problem)}`);
  if (verified + damaged.length === 0) throw new UsageError('no ROM to verify: import some (`sap-atari roms import`)');
  if (verified > 0)
    console.log(
      `${verified - different} equal to native ALE ${release} (RAM, screen, rewards, lives), ${different} different`,
    );
  if (different > 0) throw new Error(`expected no difference to native ALE, got ${different} of ${verified} games`);
  if (damaged.length > 0)
    throw new Error(
      `expected the ROMs of known games, got damaged files of ${damaged.length} games: replace them with \`sap-atari roms import --replace\``,
    );
}

/** @throws UsageError unknown game, or no ROM */
function gameOf(library: Library, name: string): Game {
  const { game: id } = library.open(name);
  return library.games.find((game) => game.id === id)!;
}
