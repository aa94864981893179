/**
 * Trains agents for the zoo (docs/zoo.md). Resumes the run of a game in --out; a new run continues training from the zoo's agent of the
 * game, where there is one. Needs a build, and the ROMs. Ctrl-C stops all runs with checkpoints; the same command resumes them.
 *
 *     node scripts/train-zoo.mjs --games Pong,Bowling --hours 10
 *
 * --games    default: the six games of the SAP paper, and Pong
 * --out      folder of the runs; default: runs/zoo
 * --hours    of each game in this call; default: until its run ends
 * --parallel games at a time; default: 1
 * --config   of new runs; default: configs/laptop.json
 * --zoo      folder of the zoo's agents; default: packages/zoo/agents
 * --seed     of new runs; --steps, --threads: of all runs; default: the config's
 */
import './from-source.mjs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { longestHours, trainGames } = await import('./zoo/train-games.ts');
const { numberOf, runCommand } = await import('./zoo/command.ts');
const { openLibrary } = await import('../src/env/library.ts');
const { loadConfig } = await import('../src/agent/config.ts');
const { limits } = await import('../src/common/limits.ts');
const { UsageError } = await import('../src/common/errors.ts');
const { isFolder } = await import('../src/files/read-file.ts');
const { requiredZooFolder } = await import('../src/agent/zoo/zoo.ts');

const text = (value) => ({ type: 'string', ...(value && { default: value }) });
const options = () => ({
  games: text('Pong,Assault,Asterix,BankHeist,BattleZone,BeamRider,Bowling'),
  out: text('runs/zoo'),
  config: text(fileURLToPath(new URL('../configs/laptop.json', import.meta.url))),
  parallel: text('1'),
  ...{ zoo: text(), hours: text(), seed: text(), steps: text(), threads: text() },
});

await runCommand('train-zoo', async () => {
  const { values } = parseArgs({ options: options() });
  const number = (name, limit) => (values[name] === undefined ? undefined : numberOf(`--${name}`, values[name], limit));
  const { seed, totalSteps, threads } = limits.agent;
  loadConfig({
    file: values.config,
    flags: {
      ...{ seed: number('seed', seed), totalSteps: number('steps', totalSteps) },
      threads: number('threads', threads),
    },
  });
  const zoo = values.zoo ?? requiredZooFolder();
  if (!isFolder(zoo)) throw new UsageError(`--zoo: expected a folder of agents, got "${zoo}"; check the path`);
  const library = await openLibrary();
  const given = (...names) => names.flatMap((name) => (values[name] === undefined ? [] : [`--${name}`, values[name]]));
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => controller.abort());
  const failed = await trainGames({
    ...values,
    games: values.games.split(',').map((name) => library.named(name)),
    zoo,
    hours: number('hours', longestHours),
    parallel: number('parallel', limits.command.parallel),
    flags: given('steps', 'threads'),
    newFlags: given('seed'),
    signal: controller.signal,
  });
  if (failed.length > 0) throw new Error(`${failed.join(', ')} failed: see the lines above`);
  return controller.signal.aborted ? 130 : 0;
});
