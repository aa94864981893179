import { Command } from 'commander';
import { openLibrary } from '../../env/library.js';
import { type Column, textTable } from '../../report/table.js';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly actions: number;
  readonly modes: readonly number[];
  readonly difficulties: readonly number[];
  readonly md5: readonly string[];
  readonly found: boolean;
}

const columns: readonly Column<Row>[] = [
  { title: 'id', align: 'left', cell: ({ id }) => id },
  { title: 'name, for --game', align: 'left', cell: ({ name }) => name },
  { title: 'actions', cell: ({ actions }) => String(actions) },
  { title: 'ROM', align: 'left', cell: ({ found }) => (found ? 'found' : '–') },
];

export function gamesCommand(): Command {
  return new Command('games')
    .description('List the games: id, name for --game, number of actions, and whether the ROM was found.')
    .option('--found', 'list only the games whose ROM was found', false)
    .option('--json', 'print JSON: id, name, actions, modes, difficulties, md5, found', false)
    .action(async ({ found: onlyFound, json }: { found: boolean; json: boolean }) => {
      const library = await openLibrary();
      const rows = library.games
        .map((game) => ({
          id: game.id,
          name: game.name,
          actions: game.minimalActions.length,
          modes: game.modes,
          difficulties: game.difficulties,
          md5: game.md5,
          found: library.has(game),
        }))
        .filter(({ found }) => found || !onlyFound);
      console.log(json ? JSON.stringify(rows, null, 2) : textTable(columns, rows).trimEnd());
    });
}
