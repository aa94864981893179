/** Commercial ROMs for tests. The repository has none: without them, the tests that need them are skipped, and a line says so. */
import { describe } from 'vitest';
import { aleGames, findGame } from '../../src/games/game-table.js';
import { findAlePyRoms } from '../../src/roms/ale-py.js';
import { findRom, romFolders } from '../../src/roms/roms.js';

/** The folders of `ALE_ROM_DIR`, the usual ones, and that of an installed `ale-py`. */
const folders = [...romFolders(), findAlePyRoms() ?? []].flat();

/** Returns the cartridge image of a game; undefined when it is not here. */
function commercialRom(game: string): Uint8Array | undefined {
  try {
    return findRom(findGame(aleGames, game), { folders }).bytes;
  } catch {
    return undefined;
  }
}

/**
 * `describe` for tests that play commercial games. Skipped, with a line on stderr, when the ROM of a game is missing.
 * @param games names, as `findGame` takes them
 * @param body receives a function that returns the cartridge image of one of the games
 */
export function describeWithRoms(
  name: string,
  games: readonly string[],
  body: (rom: (game: string) => Uint8Array) => void,
): void {
  const roms = new Map(games.map((game) => [game, commercialRom(game)]));
  const missing = games.filter((game) => !roms.get(game));
  if (missing.length > 0) {
    console.warn(
      `SKIPPED ${name}: no ROM of ${missing.join(', ')}; install ale-py (pip install ale-py) and set PYTHON to its interpreter, or set ALE_ROM_DIR`,
    );
  }
  describe.skipIf(missing.length > 0)(name, () => body((game) => roms.get(game)!));
}
