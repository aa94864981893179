/**
 * Plays one agent under attack, step by step: with the console, the networks, attacks and defenses that `sap-atari evaluate` runs, and
 * with the same random numbers.
 */
import type { Agent } from '../../../src/agent/agent-files.js';
import { parseTiming } from '../../../src/attack/agent/timing.js';
import { UsageError } from '../../../src/common/errors.js';
import type { Random } from '../../../src/common/random.js';
import { type AtariEnvironment, createAtari } from '../../../src/env/atari.js';
import type { Cartridge } from '../../../src/env/cartridge.js';
import { countStep, type EpisodeEnd, type EpisodeTally, newTally, noLimits } from '../../../src/env/episode.js';
import { referenceScores } from '../../../src/env/reference-scores.js';
import { episodeRandom } from '../../../src/evaluation/games/episode-random.js';
import { type AttackedPlayer, createAttackedPlayer } from '../../../src/evaluation/players/attacked-player.js';
import type { Decider } from '../../../src/evaluation/players/attacked-step.js';
import { trainedRules } from '../../../src/evaluation/players/played-rules.js';
import { agentDecider, type DeciderSettings, type EngineHost, noHost } from './agent-decider.js';
import { agentOf, aleModule, cartridgeOf, type Files, gameName, ownCartridge } from './files.js';

/** What an opened agent is. */
export interface AgentFacts {
  readonly game: string;
  /** As people write it. */
  readonly title: string;
  readonly actions: readonly string[];
  readonly parameters: number;
  /** Agent steps of its training. */
  readonly trainedSteps: number;
  /** Share of random actions in an evaluation. */
  readonly exploration: number;
  /** Whether the ROM of its game has to be given. */
  readonly needsRom: boolean;
  readonly reference: { readonly random: number; readonly human: number } | null;
}

/** How an episode is played. */
export interface PlaySettings extends DeciderSettings {
  readonly seed: number;
  /** Index of the episode, as in `episodes.jsonl`. */
  readonly index: number;
  /** In gray levels; 0 = no attack. */
  readonly lambda: number;
  /** As `--timing` takes it. */
  readonly timing: string;
  /** Share of random actions; null: that of the agent. */
  readonly exploration: number | null;
}

/** What is seen before the first step. */
export type StartView = Pick<StepView, 'screen' | 'observation'>;

/** What happened in a step. */
export interface StepView {
  /** Index of the step, from 0. */
  readonly step: number;
  /** The color picture before the step, RGB. */
  readonly screen: { readonly width: number; readonly height: number; readonly data: Uint8Array };
  /** The true observation, [4, 84, 84], oldest frame first. */
  readonly observation: Uint8Array;
  /** What the agent received, [4, 84, 84]; null where the step was not attacked. */
  readonly perturbed: Float32Array | null;
  /** Of the plain network at the true observation; null for a random action. */
  readonly cleanQ: Float32Array | null;
  /** Of the model that acts, for what it received; null for a random action. */
  readonly actingQ: Float32Array | null;
  /** The action of the plain network; null for a random action. */
  readonly wanted: number | null;
  readonly taken: number;
  readonly qGap: number;
  readonly sampleAgreement: number;
  /** ‖δ‖∞ in gray levels. */
  readonly linfNorm: number | null;
  readonly zeroGradientShare: number | null;
  readonly reward: number;
  /** Sum of the rewards, this step included. */
  readonly score: number;
  readonly end: EpisodeEnd | null;
  /** Time of the acting model, attack included. */
  readonly milliseconds: number;
}

interface Episode {
  readonly environment: AtariEnvironment;
  readonly exploration: Random;
  readonly noiseSeed: number;
  readonly tally: EpisodeTally;
  player: AttackedPlayer;
  isReset: boolean;
  isRestarted: boolean;
  end: EpisodeEnd | undefined;
}

/** An agent that plays in the page. */
export interface Engine {
  /** Takes what the engine calls of the page. Until then it remembers and reports nothing. */
  connect(host: EngineHost): void;
  /** Opens the agent among files. @throws UsageError in one line */
  open(files: Files): Promise<AgentFacts>;
  /** Takes the ROM of a game, and returns the game's name as people write it. @throws UsageError for files that are none */
  insert(name: string, bytes: Uint8Array): Promise<string>;
  /** Starts an episode. Returns its first picture; the networks are compiled at the first step. */
  start(settings: PlaySettings): Promise<StartView>;
  /** Goes on with the episode under another attack or defense. */
  change(settings: PlaySettings): Promise<void>;
  /**
   * Plays a step; undefined when the episode is over.
   * @param forced the action to take instead of the agent's, which is computed all the same
   */
  step(forced?: number): Promise<StepView | undefined>;
}

export function createEngine(): Engine {
  let agent: Agent | undefined;
  /** ROMs that were given, by game: one for another game does not take the place of the agent's. */
  const cartridges = new Map<string, Cartridge>();
  /** The game of the newest ROM or agent, for networks that do not say theirs. */
  let newestGame: string | undefined;
  let settings: PlaySettings | undefined;
  let decider: { readonly key: string; readonly made: Decider } | undefined;
  let episode: Episode | undefined;
  let host: EngineHost = noHost;

  const opened = (): Agent => {
    if (agent) return agent;
    throw new UsageError('no agent is open');
  };

  const cartridgeFor = (game: string): Cartridge | undefined => cartridges.get(game) ?? ownCartridge(game);

  /** The compiled agent; compiled anew where the attack, the defense or what computes has changed. */
  async function deciderFor({ attack, defense, outputSamples, frames, compute }: PlaySettings): Promise<Decider> {
    const settings = { attack, defense, outputSamples, frames, compute };
    const key = JSON.stringify(settings);
    if (decider?.key === key) return decider.made;
    const cartridge = cartridgeFor(opened().game)!;
    const made = agentDecider({ agent: opened(), cartridge, ale: await aleModule(), host }, settings);
    await decider?.made.dispose();
    decider = { key, made };
    return made;
  }

  async function playerFor(given: PlaySettings, noiseSeed: number, seen?: Float32Array): Promise<AttackedPlayer> {
    const { lambda, frames } = given;
    const timing = parseTiming(given.timing);
    return createAttackedPlayer({ decider: await deciderFor(given), lambda, timing, frames, noiseSeed, seen });
  }

  return {
    connect(given) {
      host = given;
    },
    async open(files) {
      agent = await agentOf(files, () => {
        if (newestGame !== undefined) return newestGame;
        throw new UsageError('the network does not say its game: drop the ROM of the game first');
      });
      newestGame = agent.game;
      episode = undefined;
      await decider?.made.dispose();
      decider = undefined;
      const { game, actions, config, step, views } = agent;
      return {
        ...{ game, actions, trainedSteps: step, exploration: config.evaluationExploration },
        title: await gameName(game),
        parameters: views.reduce((sum, view) => sum + view.length, 0),
        needsRom: cartridgeFor(game) === undefined,
        reference: referenceScores(game) ?? null,
      };
    },
    async insert(name, bytes) {
      const cartridge = await cartridgeOf(name, bytes);
      cartridges.set(cartridge.game, cartridge);
      newestGame = cartridge.game;
      return gameName(cartridge.game);
    },
    async start(given) {
      settings = given;
      const cartridge = cartridgeFor(opened().game);
      if (!cartridge) throw new UsageError(`expected the ROM of ${await gameName(opened().game)}: drop it on the page`);
      const { environment: rng, exploration, noiseSeed } = episodeRandom(given.seed, given.index);
      const environment = createAtari(await aleModule(), cartridge, trainedRules(opened()), rng);
      const player = await playerFor(given, noiseSeed);
      environment.reset();
      episode = {
        ...{ environment, exploration, noiseSeed, player, tally: newTally() },
        ...{ isReset: true, isRestarted: false, end: undefined },
      };
      return pictureOf(environment);
    },
    async change(given) {
      settings = given;
      if (episode) episode.player = await playerFor(given, episode.noiseSeed, episode.player.seen);
    },
    async step(forced) {
      if (!episode || !settings || episode.end !== undefined) return undefined;
      const { environment, exploration, tally, player } = episode;
      if (!episode.isReset) environment.reset();
      const step = tally.steps;
      const share = settings.exploration ?? opened().config.evaluationExploration;
      const explores = exploration.uniform() < share;
      const random = exploration.integer(environment.actions.length);
      const picture = pictureOf(environment);
      const choice = explores ? undefined : await player.choose(picture.observation, step, episode.isRestarted);
      if (choice) episode.isRestarted = false;
      const taken = forced ?? choice?.action ?? random;
      const found = environment.step(taken);
      const end = countStep(tally, found, environment.observation, noLimits);
      episode.isReset = !(found.terminated || found.truncated);
      episode.isRestarted ||= found.restarted ?? false;
      episode.end = end;
      return {
        ...{ ...picture, step, taken },
        perturbed: choice?.attack?.perturbed.slice() ?? null,
        cleanQ: choice?.value.slice() ?? null,
        actingQ: choice?.q.slice() ?? null,
        wanted: choice?.wanted ?? null,
        qGap: choice?.qGap ?? 0,
        sampleAgreement: choice?.sampleAgreement ?? 1,
        linfNorm: choice?.attack?.linfNorm ?? null,
        zeroGradientShare: choice?.attack?.zeroGradientShare ?? null,
        reward: found.rawReward,
        score: tally.return,
        end: end ?? null,
        milliseconds: (choice?.seconds ?? 0) * 1000,
      };
    },
  };
}

/** Copies of what the console shows and the agent sees. */
function pictureOf(environment: AtariEnvironment): StartView {
  const screen = environment.screenRgb();
  return { screen: { ...screen, data: screen.data.slice() }, observation: environment.observation.slice() };
}
