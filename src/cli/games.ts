import { Command } from 'commander';
import { openLibrary } from '../env/library.js';

export function gamesCommand(): Command {
  return new Command('games')
    .description('list the games: the name to give to --game, the number of actions, whether the ROM was found')
    .option('--found', 'only the games whose ROM was found', false)
    .option('--json', 'print JSON: id, name, actions, md5, found', false)
    .action(async ({ found: onlyFound, json }: { found: boolean; json: boolean }) => {
      const library = await openLibrary();
      const rows = library.games
        .map((game) => ({
          id: game.id,
          name: game.name,
          actions: game.minimalActions.length,
          md5: game.md5,
          found: library.has(game),
        }))
        .filter(({ found }) => found || !onlyFound);
      if (json) {
        console.log(JSON.stringify(rows, null, 2));
        return;
      }
      for (const { name, actions, found } of rows) {
        console.log(`${name.padEnd(22)} ${String(actions).padStart(2)} actions  ${found ? 'ROM found' : '–'}`);
      }
    });
}
