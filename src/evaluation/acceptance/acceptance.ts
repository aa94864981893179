/** What an acceptance by playing needs, and what it finds. */
import type { Agent } from '../../agent/agent-files.js';
import type { Layer } from '../../agent/layers.js';
import type { Random } from '../../common/random.js';
import type { Environment } from '../../env/environment.js';
import type { PlayedEpisode } from '../../env/episode.js';
import type { Played } from './episodes.js';

/** Another plausible reading of the same file. */
interface Alternative {
  /** For messages, such as `pixels multiplied by 1/255`. */
  readonly name: string;
  /** The flags of `import` for it. */
  readonly flags: string;
  readonly agent: Agent;
}

export interface Range {
  readonly least: number;
  readonly largest: number;
}

/** One episode of an alternative, with its Q-values; undefined where these are not finite. */
export interface PlayedAlternative extends Pick<Alternative, 'name' | 'flags'> {
  readonly episode: PlayedEpisode | undefined;
  readonly q: Range | undefined;
}

export interface Acceptance {
  readonly agent: Played;
  /** Range of Q over all actions and all observations of the agent's episodes. */
  readonly q: Range;
  /** Random actions from the same starts. */
  readonly random: Played;
  readonly alternatives: readonly PlayedAlternative[];
  /** One line for each warning. */
  readonly warnings: readonly string[];
}

export interface AcceptanceOptions {
  readonly agent: Agent;
  readonly alternatives: readonly Alternative[];
  /** The layers of the imported file, without those that the import puts before them. */
  readonly ownLayers: readonly Layer[];
  /** Factor on the pixels before these layers. */
  readonly inputScale: number;
  /** Creates an environment whose random numbers depend on `rng` alone. */
  createEnvironment(rng: Random): Environment;
  /** Whether the game waits for FIRE after a reset or a lost life where the rules of play do not press it. */
  readonly leavesFireToAgent: boolean;
  /** Number of episodes. */
  readonly episodes: number;
  /** Environment seed; default 1. */
  readonly seed?: number;
  /** Names the file in messages. */
  readonly source: string;
}
