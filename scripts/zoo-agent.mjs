/**
 * Puts the agent of a run into the zoo (docs/zoo.md): 16-bit weights, the score of 30 episodes, the card, and the table of all agents.
 * Needs a build, and the ROM.
 *
 *     node scripts/zoo-agent.mjs runs/zoo/pong
 *
 * --texts      only makes the texts anew from the cards; no run is named
 * --checkpoint last (default), or best: the agent with the best evaluation of the run
 * --episodes   of the score; default: 30
 * --zoo        folder of the zoo's agents; default: packages/zoo/agents
 */
import './from-source.mjs';
import { parseArgs } from 'node:util';

const { publish } = await import('./zoo/publish.ts');
const { writeTexts } = await import('./zoo/texts.ts');
const { numberOf, runCommand } = await import('./zoo/command.ts');
const { requiredZooFolder } = await import('../src/agent/zoo/zoo.ts');
const { limits } = await import('../src/common/limits.ts');
const { UsageError } = await import('../src/common/errors.ts');

const text = (value) => ({ type: 'string', ...(value && { default: value }) });
const options = () => ({
  texts: { type: 'boolean', default: false },
  checkpoint: text('last'),
  episodes: text('30'),
  zoo: text(),
});

await runCommand('zoo-agent', async () => {
  const { values, positionals: runs } = parseArgs({ allowPositionals: true, options: options() });
  const { checkpoint, zoo = requiredZooFolder() } = values;
  if (values.texts && runs.length > 0) throw new UsageError(`--texts: expected no run folder, got "${runs[0]}"`);
  if (!values.texts && runs.length === 0) throw new UsageError('expected run folders, got none');
  if (!['last', 'best'].includes(checkpoint)) {
    throw new UsageError(`--checkpoint: expected last or best, got "${checkpoint}"`);
  }
  const episodes = numberOf('--episodes', values.episodes, limits.command.episodes);
  for (const run of runs) {
    console.log(await publish({ run, zoo, checkpoint, episodes }));
    writeTexts(zoo);
  }
  if (values.texts) writeTexts(zoo);
});
