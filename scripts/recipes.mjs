/**
 * Compares recipes of training on the same games (docs/results/recipes). Needs a build, and the ROMs.
 *
 *     node scripts/recipes.mjs add runs/pong     # measures the agent of a run, and stores what is known of it
 *     node scripts/recipes.mjs page              # makes tables and figures from what is stored; add does it too
 *
 * A run must be of one of the configs in configs/. Add it on the machine that trained it: the page names that machine.
 *
 * --out      folder of the page; default: docs/results/recipes
 * --episodes of a score; default: 30
 */
import './from-source.mjs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { addRun, checkRuns, makePage } = await import('./recipes/recipes.ts');
const { numberOf, runCommand } = await import('./zoo/command.ts');
const { limits } = await import('../src/common/limits.ts');
const { UsageError } = await import('../src/common/errors.ts');

const page = fileURLToPath(new URL('../docs/results/recipes', import.meta.url));
const options = { out: { type: 'string', default: page }, episodes: { type: 'string', default: '30' } };

await runCommand('recipes', async () => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const [command, ...runs] = positionals;
  if (!['add', 'page'].includes(command) || (command === 'add') !== runs.length > 0) {
    throw new UsageError(`expected "add RUN…" or "page", got "${positionals.join(' ')}"`);
  }
  const episodes = numberOf('--episodes', values.episodes, limits.command.episodes);
  for (const run of checkRuns(runs)) console.log(await addRun(run, { out: values.out, episodes }));
  await makePage(values.out);
});
