/** What a film shows: the environment, who plays in it, and what the captions say. */
import { expectAgentFor, loadAgent } from '../../agent/agent-files.js';
import { parseAttacks } from '../../attack/parse-attacks.js';
import { parseLambdas } from '../../attack/parse-lambdas.js';
import { UsageError } from '../../common/errors.js';
import { createRandom, type Random } from '../../common/random.js';
import { parseDefense } from '../../defense/parse-defense.js';
import { createAtari } from '../../env/atari.js';
import { type Library, openLibrary } from '../../env/library.js';
import { presets, resolveRules } from '../../env/presets.js';
import { evaluationRules, expectEffective, type Rules } from '../../env/rules.js';
import { playedRules } from '../../evaluation/players/played-rules.js';
import type { FilmSubject } from '../../report/film/picture.js';
import { type AgentFlag, type ChosenName, chooseRun, chosenName } from '../agents/chosen-agents.js';
import type { CheckpointName } from '../options/checkpoint.js';
import { givenRules, type RulesFlags } from '../options/parse/given-rules.js';
import { attackedPlayer, randomPlayer } from './player.js';
import type { Side } from './record.js';

export interface SubjectFlags extends RulesFlags, AgentFlag {
  readonly checkpoint: CheckpointName;
  readonly random: boolean;
  readonly versus?: string;
  readonly lambda: string;
  readonly attack: string;
  readonly defense: string;
  readonly gradientSamples: number;
  readonly outputSamples: number;
  readonly exploration?: number;
  readonly seed: number;
}

/** Who plays, and what the captions say of it. */
interface FilmSide extends Side {
  readonly subject: FilmSubject;
}

export interface OpenedFilm {
  /** One, or two of the same start: that of --versus is the first. */
  readonly sides: readonly [FilmSide] | readonly [FilmSide, FilmSide];
  /** Console frames of a step. */
  readonly frames: number;
  /** The agent that plays; undefined for random actions. */
  readonly agent?: ChosenName;
}

/** @throws UsageError where there is no agent, and for unknown names */
export async function openFilm(flags: SubjectFlags): Promise<OpenedFilm> {
  const library = await openLibrary();
  return flags.random ? randomFilm(library, flags, createRandom(flags.seed)) : agentFilm(library, flags);
}

function randomFilm(library: Library, flags: SubjectFlags, rng: Random): OpenedFilm {
  const name = flags.game ?? 'catch';
  const given = resolveRules(givenRules(flags, flags.game), presets.dqn2015, library.named(name).id);
  const rules = expectEffective(evaluationRules(given));
  const { environment, game } = openGame(library, name, rules, rng);
  return {
    frames: rules.frameSkipFrames,
    sides: [
      {
        ...{ environment, player: randomPlayer(rng.split('actions')) },
        subject: { game, player: 'random actions', lambda: 0, actions: environment.actions },
      },
    ],
  };
}

async function agentFilm(library: Library, flags: SubjectFlags): Promise<OpenedFilm> {
  const chosen = chosenName(await chooseRun(flags), flags.checkpoint);
  const agent = loadAgent(chosen.folder);
  expectAgentFor(agent, chosen.folder, agent.game, library.actionsOf(agent.game, agent.config));
  const lambda = oneLambda(flags.lambda);
  const defense = parseDefense(flags.defense);
  const { outputSamples, exploration = agent.config.evaluationExploration } = flags;
  const rules = playedRules(agent, chosen.folder, givenRules(flags, flags.game));
  /** Every side has the same random numbers, for the start and for its actions. */
  const side = (attackName: string, lambdaOfSide: number): FilmSide => {
    const rng = createRandom(flags.seed);
    const [named] = parseAttacks([attackName], { gradientSamples: flags.gradientSamples });
    const { attack, label } = named!;
    const { environment, game } = openGame(library, agent.game, rules, rng);
    return {
      environment,
      player: attackedPlayer({ agent, lambda: lambdaOfSide, attack, defense, outputSamples, exploration }, rng),
      subject: {
        ...{ game, player: chosen.run, actions: environment.actions },
        ...{ lambda: lambdaOfSide, attack: label, defense: defense.label },
      },
    };
  };
  const { attack, versus } = flags;
  if (versus !== undefined) expectDifferent(versus, attack, lambda);
  const attacked = side(attack, lambda);
  const other = versus === undefined ? undefined : versus === 'none' ? side(attack, 0) : side(versus, lambda);
  return { sides: other ? [other, attacked] : [attacked], frames: rules.frameSkipFrames, agent: chosen };
}

/** @throws UsageError where both sides of a film would be the same */
function expectDifferent(versus: string, attack: string, lambda: number): void {
  if (lambda > 0 && versus !== attack) return;
  const same = lambda === 0 ? '--lambda 0: no side is attacked' : `the same attack, "${versus}", as --attack`;
  throw new UsageError(
    `--versus: expected another side than that of --attack, got ${same}; choose another, or leave --versus out`,
  );
}

/** @returns the environment, and the game's name as people write it */
function openGame(library: Library, text: string, rules: Rules, rng: Random) {
  const cartridge = library.open(text);
  const environment = createAtari(library.ale, cartridge, rules, rng.split('environment'));
  return { environment, game: library.named(cartridge.game).name };
}

function oneLambda(text: string): number {
  const [lambda, ...more] = parseLambdas(text);
  if (lambda !== undefined && more.length === 0) return lambda;
  throw new UsageError(`--lambda: expected one number, got "${text}"`);
}
