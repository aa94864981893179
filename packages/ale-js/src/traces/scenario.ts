/** Scenarios: games played with pseudo-random actions, the same in this package and in native ALE (`scripts/native.py`). */
import type { SettingKey } from '../console/settings.js';
import type { Game } from '../games/game.js';

/** What to play, and how. Native ALE receives it as JSON. */
export interface Scenario {
  /** The id of the game. */
  readonly game: string;
  /** A name for messages. */
  readonly name: string;
  /** ALE's settings, set before the ROM is loaded. */
  readonly settings: Readonly<Partial<Record<SettingKey, number | boolean>>>;
  readonly mode: number;
  readonly difficulty: number;
  /** Seed of the actions. */
  readonly seed: number;
  /** The actions to choose from: ALE's minimal set of the game, or all that it allows. */
  readonly actions: 'minimal' | 'legal';
  /** Whether paddles are moved at random speeds. */
  readonly strengths: boolean;
  /** Calls of `act`. After the end of an episode, the game is reset. */
  readonly steps: number;
  /** Steps of one block of a trace. */
  readonly block: number;
  /** After half of so many steps, a state is saved; at their end, it is restored. Every second one includes the generator. 0 = never. */
  readonly restoreEvery: number;
  /** The picture that is compared. */
  readonly picture: 'screen' | 'rgb' | 'gray';
}

const plain: Omit<Scenario, 'game' | 'mode' | 'difficulty'> = {
  name: 'plain',
  seed: 1,
  settings: { random_seed: 1, frame_skip: 1, repeat_action_probability: 0 },
  actions: 'minimal',
  strengths: false,
  steps: 1000,
  block: 100,
  restoreEvery: 0,
  picture: 'screen',
};

/** Everything that can be set, at once. */
const mixed: Omit<Scenario, 'game' | 'mode' | 'difficulty'> = {
  name: 'mixed',
  seed: 2,
  settings: {
    random_seed: 2,
    frame_skip: 4,
    repeat_action_probability: 0.25,
    color_averaging: true,
    max_num_frames_per_episode: 2500,
  },
  actions: 'legal',
  strengths: true,
  steps: 600,
  block: 100,
  restoreEvery: 120,
  picture: 'rgb',
};

/** Returns the two scenarios of a game whose traces this package keeps: its default mode; its last mode with everything that can be set. */
export function recordedScenarios({ id: game, modes, defaultMode, difficulties }: Game): readonly Scenario[] {
  return [
    { game, ...plain, mode: defaultMode, difficulty: difficulties[0]! },
    { game, ...mixed, mode: modes.at(-1)!, difficulty: difficulties.at(-1)! },
  ];
}

/** Returns all scenarios of a game: those above, every mode at every difficulty, sticky actions, saved states, pictures, and long episodes. */
export function allScenarios(game: Game): readonly Scenario[] {
  const [first, second] = recordedScenarios(game) as [Scenario, Scenario];
  const pairs = game.modes.flatMap((mode) =>
    game.difficulties.map((difficulty) => ({
      ...second,
      name: `mode ${mode}, difficulty ${difficulty}`,
      mode,
      difficulty,
      seed: 3 + mode,
      settings: { random_seed: 3, frame_skip: 2, repeat_action_probability: 0 },
      picture: 'screen' as const,
      steps: 400,
      restoreEvery: 100,
    })),
  );
  return [
    first,
    second,
    ...pairs,
    {
      ...first,
      name: 'sticky',
      settings: { random_seed: 4, frame_skip: 3, repeat_action_probability: 0.5 },
      picture: 'gray',
    },
    { ...first, name: 'color averaging', settings: { ...first.settings, color_averaging: true }, picture: 'rgb' },
    {
      ...first,
      name: 'gray of averaged colors',
      settings: { ...first.settings, color_averaging: true },
      picture: 'gray',
    },
    { ...first, name: 'saved states', actions: 'legal', steps: 2000, restoreEvery: 40 },
    {
      ...second,
      name: 'long episodes',
      settings: { random_seed: 5, frame_skip: 4, repeat_action_probability: 0.25 },
      mode: first.mode,
      difficulty: first.difficulty,
      picture: 'screen',
      steps: 5000,
      restoreEvery: 0,
    },
  ];
}
