/**
 * Compares recipes of training on the same games (docs/results/recipes). Needs a build, and the ROMs.
 *
 *     node scripts/recipes.mjs add runs/recipes/ddqn/pong    # measures the agent of a run, and stores what is known of it
 *     node scripts/recipes.mjs page                          # makes tables and figures from what is stored
 *
 * A run must be of one of the configs in configs/, with a game and a seed of its own.
 *
 * --out      folder of the page; default: docs/results/recipes
 * --episodes of a score; default: 30
 */
import './from-source.mjs';
import { parseArgs } from 'node:util';

const { addRun, makePage } = await import('./recipes/recipes.ts');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'docs/results/recipes' },
    episodes: { type: 'string', default: '30' },
  },
});
const [command, ...runs] = positionals;
const episodes = Number(values.episodes);
if (!['add', 'page'].includes(command) || (command === 'add') !== runs.length > 0 || !(episodes >= 1)) {
  console.error('recipes: expected "add RUN…" or "page", and --episodes of at least 1');
  process.exit(2);
}
for (const run of runs) console.log(await addRun(run, { out: values.out, episodes }));
await makePage(values.out);
