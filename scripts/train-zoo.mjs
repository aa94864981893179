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
import { parseArgs } from 'node:util';

const { trainGames } = await import('./zoo/train-games.ts');
const { numberOf, runCommand } = await import('./zoo/command.ts');
const { openLibrary } = await import('../src/env/library.ts');
const { zooFolder } = await import('../src/agent/zoo/zoo.ts');

const text = (value) => ({ type: 'string', ...(value && { default: value }) });
const options = () => ({
  games: text('Pong,Assault,Asterix,BankHeist,BattleZone,BeamRider,Bowling'),
  out: text('runs/zoo'),
  config: text('configs/laptop.json'),
  parallel: text('1'),
  zoo: text(zooFolder()),
  ...{ hours: text(), seed: text(), steps: text(), threads: text() },
});

await runCommand('train-zoo', async () => {
  const { values } = parseArgs({ options: options() });
  const library = await openLibrary();
  const given = (...names) => names.flatMap((name) => (values[name] === undefined ? [] : [`--${name}`, values[name]]));
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => controller.abort());
  const failed = await trainGames({
    ...values,
    games: values.games.split(',').map((name) => library.named(name)),
    hours: values.hours && numberOf('--hours', values.hours, 0),
    parallel: numberOf('--parallel', values.parallel, 1),
    flags: given('steps', 'threads'),
    newFlags: given('seed'),
    signal: controller.signal,
  });
  if (failed.length > 0) throw new Error(`${failed.join(', ')} failed: see the lines above`);
  return controller.signal.aborted ? 130 : 0;
});
