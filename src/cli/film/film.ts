/** `play`: plays an episode and films it. */
import { existsSync } from 'node:fs';
import { type Agent, expectAgentFor, loadAgent } from '../../agent/agent-files.js';
import { parseAttacks } from '../../attack/parse-attacks.js';
import { parseLambdas } from '../../attack/parse-lambdas.js';
import { UsageError } from '../../common/errors.js';
import { createRandom } from '../../common/random.js';
import { parseDefense } from '../../defense/parse-defense.js';
import { createAtari } from '../../env/atari.js';
import { openLibrary } from '../../env/library.js';
import { presets, resolveRules } from '../../env/presets.js';
import { evaluationRules, expectEffective } from '../../env/rules.js';
import { playedRules } from '../../evaluation/players/played-rules.js';
import { prepareFile } from '../../files/atomic-write.js';
import { createFilms, expectFormats, type FilmFormat } from '../../report/film/film-files.js';
import { loadFont } from '../../report/film/font.js';
import { filmPainter, pictureSize } from '../../report/film/picture.js';
import { type AgentFlag, type ChosenName, chooseRun, chosenName, introduce } from '../agents/chosen-agents.js';
import type { CheckpointName } from '../options/checkpoint.js';
import { openPlugin, type PluginFlags } from '../options/plugin-option.js';
import { givenRules, type RulesFlags } from '../options/rules-options.js';
import { introducer } from '../terminal/introduction.js';
import { attackedPlayer, randomPlayer } from './player.js';
import { type Recorded, record } from './record.js';

export interface PlayFlags extends PluginFlags, RulesFlags, AgentFlag {
  readonly checkpoint: CheckpointName;
  readonly random: boolean;
  readonly lambda: string;
  readonly attack: string;
  readonly defense: string;
  readonly gradientSamples: number;
  readonly outputSamples: number;
  readonly exploration?: number;
  readonly steps: number;
  readonly seed: number;
  readonly out: string;
  readonly video?: FilmFormat;
  readonly overwrite: boolean;
}

export const defaultFilm = 'play.webp';

/** Plays until the episode or the film ends, or until Ctrl-C, and writes the film. @throws UsageError for an existing file */
export async function film(flags: PlayFlags): Promise<void> {
  const paths = filmPaths(flags);
  expectFormats(paths);
  expectFree(flags, paths);
  await openPlugin(flags);
  const { environment, player, subject, frames, agents } = await openPlay(flags);
  const paint = filmPainter(await loadFont(), subject);
  for (const path of paths) prepareFile(path);
  introducer(await introduce(agents))();
  const open = () => createFilms(paths, { ...pictureSize, frames });
  const recorded = await record({ environment, player, paint, open, steps: flags.steps });
  if (recorded.steps === 0) return console.error('stopped before the first step: nothing was written');
  console.log(summary(recorded, paths));
}

async function openPlay(flags: PlayFlags) {
  const rng = createRandom(flags.seed);
  const library = await openLibrary();
  const chosen = flags.random ? undefined : await openAgent(flags);
  const cartridge = library.open(chosen?.agent.game ?? flags.game ?? 'catch');
  if (chosen) {
    const { agent, folder } = chosen;
    expectAgentFor(agent, folder, cartridge.game, library.actionsOf(cartridge.game, agent.config));
  }
  const given = givenRules(flags, flags.game);
  const rules = chosen
    ? playedRules(chosen.agent, chosen.folder, given)
    : expectEffective(evaluationRules(resolveRules(given, presets.dqn2015)));
  const environment = createAtari(library.ale, cartridge, rules, rng.split('environment'));
  const game = library.games.find(({ id }) => id === cartridge.game)!.name;
  const film = { environment, frames: rules.frameSkipFrames };
  const common = { game, actions: environment.actions };
  if (!chosen) {
    return {
      ...film,
      agents: [],
      player: randomPlayer(rng.split('actions')),
      subject: { ...common, player: 'random actions', lambda: 0 },
    };
  }
  const lambda = oneLambda(flags.lambda);
  const [named] = parseAttacks([flags.attack], { gradientSamples: flags.gradientSamples });
  const defense = parseDefense(flags.defense);
  const { agent } = chosen;
  const exploration = flags.exploration ?? agent.config.evaluationExploration;
  const { outputSamples } = flags;
  return {
    ...film,
    agents: [chosen.chosen],
    player: attackedPlayer({ agent, lambda, attack: named!.attack, defense, outputSamples, exploration }, rng),
    subject: { ...common, player: chosen.chosen.run, lambda, attack: named!.label, defense: defense.label },
  };
}

/** The agent of --run, else of the newest run, else a bundled one. @throws UsageError where there is none */
async function openAgent(flags: PlayFlags): Promise<{ agent: Agent; folder: string; chosen: ChosenName }> {
  const chosen = chosenName(await chooseRun(flags), flags.checkpoint);
  return { agent: loadAgent(chosen.folder), folder: chosen.folder, chosen };
}

function summary({ steps, score, end }: Recorded, paths: readonly string[]): string {
  const cut = end === 'full' ? ' (the file has no room for more)' : '';
  return `score ${score} in ${steps} steps${cut}; film in ${paths.join(' and ')}`;
}

/** The file of --out, and beside it the one of --video. */
function filmPaths({ out, video }: PlayFlags): string[] {
  if (video === undefined || out.endsWith(`.${video}`)) return [out];
  return [out, out.replace(/(\.[^./]*)?$/, `.${video}`)];
}

function oneLambda(text: string): number {
  const [lambda, ...more] = parseLambdas(text);
  if (lambda !== undefined && more.length === 0) return lambda;
  throw new UsageError(`--lambda: expected one number, got "${text}"`);
}

/** A film does not record which program wrote it, so that only films of the default name are replaced without --overwrite. */
function expectFree({ out, overwrite }: PlayFlags, paths: readonly string[]): void {
  const taken = paths.find((path) => existsSync(path));
  if (overwrite || out === defaultFilm || taken === undefined) return;
  throw new UsageError(`${taken} exists: choose another --out, or replace it with --overwrite`);
}
