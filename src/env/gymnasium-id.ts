/** The rules that a Gymnasium id stands for, such as those of `ALE/Pong-v5`. */
import { UsageError } from '../common/errors.js';
import type { GivenRules } from './presets.js';

const sticky = 0.25;

/** Rules of an id; undefined where the name is none. */
export interface IdRules {
  readonly rules: GivenRules;
  /** What differs from Gymnasium, as a clause. */
  readonly note?: string;
}

const form = /^(?:ALE\/)?(?<game>[A-Za-z0-9]+?)(?<ram>-ram)?(?<kind>NoFrameskip|Deterministic)?-v(?<version>\d+)$/;

/**
 * Returns the rules of a Gymnasium id, those of its environment without wrappers:
 *
 *     ALE/Pong-v5                 preset ale-v5: sticky actions, 4 frames
 *     PongNoFrameskip-v4, -v0     1 frame; without sticky actions, with them
 *     PongDeterministic-v4, -v0   4 frames, 3 in SpaceInvaders (OpenAI Gym; no longer registered by Gymnasium)
 *     Pong-v4, -v0                2, 3 or 4 frames at random there, always 4 here
 *
 * @returns undefined for a name that is no such id
 * @throws UsageError for an id of RAM bytes, and for a version that there is not
 */
export function rulesOfId(name: string): IdRules | undefined {
  const { game, ram, kind, version } = form.exec(name)?.groups ?? {};
  if (game === undefined) return undefined;
  if (ram !== undefined) {
    throw new UsageError(
      `${name}: expected a game that is seen as pictures, got one that is seen as RAM; try ALE/${game}-v5`,
    );
  }
  const preset = 'ale-v5';
  if (version === '5' && kind === undefined) return { rules: { preset } };
  if (version !== '0' && version !== '4') {
    throw new UsageError(`${name}: expected an id of Gymnasium, got version ${version}; try ALE/${game}-v5`);
  }
  const stickyActionProbability = version === '0' ? sticky : 0;
  const frameSkipFrames = framesOf(game, kind);
  const rules = { preset, stickyActionProbability, frameSkipFrames } as const;
  if (kind === 'NoFrameskip') return { rules, note: 'without the wrappers that papers add to it (--preset baselines)' };
  if (kind === 'Deterministic') return { rules };
  return { rules, note: 'Gymnasium holds an action for 2, 3 or 4 frames at random' };
}

function framesOf(game: string, kind: string | undefined): number {
  if (kind === 'NoFrameskip') return 1;
  return kind === 'Deterministic' && game === 'SpaceInvaders' ? 3 : 4;
}
