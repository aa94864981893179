/** Creates Atari environments with observations of 4 × 84 × 84: composes the wrappers of wrappers/ by the rules of play. */
import { type ALEModule, findGame } from 'ale-js';
import type { Random } from '../common/random.js';
import { actionSet, agentActions } from './actions.js';
import type { Cartridge } from './cartridge.js';
import { createConsole } from './console.js';
import type { Environment, RgbImage } from './environment.js';
import { hasFire, waitsForFire } from './fire-probe.js';
import { wrap } from './game.js';
import { expectEffective, type Rules } from './rules.js';
import { chooseActions } from './wrappers/choose-actions.js';
import { clipReward } from './wrappers/clip-reward.js';
import { episodicLife } from './wrappers/episodic-life.js';
import { fireReset } from './wrappers/fire-reset.js';
import { frameSkip } from './wrappers/frame-skip.js';
import { frameStack } from './wrappers/frame-stack.js';
import { noOpStarts } from './wrappers/no-op-starts.js';
import { playAfterLifeLoss } from './wrappers/play-after-life-loss.js';

/** An environment of an Atari console. */
export interface AtariEnvironment extends Environment {
  /** Returns the screen in color: the brighter of the last two frames, since games draw some objects only in every other one. */
  screenRgb(): RgbImage;
}

/**
 * Creates an environment.
 * @param rng determines the starts and the sticky actions
 * @throws UsageError for rules that do not go together, and for a mode, a difficulty or actions that the game does not have
 */
export function createAtari(ale: ALEModule, cartridge: Cartridge, rules: Rules, rng: Random): AtariEnvironment {
  expectEffective(rules);
  const console = createConsole(ale, cartridge.bytes, cartridge.file, {
    ...rules,
    seed: rng.split('sticky actions').uint32(),
  });
  const game = findGame(ale.games, cartridge.game);
  const press = (names: readonly string[]) => names.map((name) => console.actions.indexOf(name)).filter((i) => i >= 0);
  const fire = pressesFire(ale, cartridge, rules) ? press(fireNames(actionSet(game, rules), rules)) : [];
  const afterLifeLoss = [
    ...(rules.resetAfterLifeLoss ? press(['NOOP']) : []),
    ...(rules.fireAfterLifeLoss ? fire : []),
  ];
  const fireAtStart = fire.length > 0 ? [fireReset(fire)] : [];
  const played = wrap(
    frameSkip(console, rules.frameSkipFrames),
    ...(rules.fireBeforeNoOps ? fireAtStart : []),
    noOpStarts(rules.maxNoOpStartFrames, rng.split('no-op starts')),
    ...(rules.fireBeforeNoOps ? [] : fireAtStart),
    ...(afterLifeLoss.length > 0
      ? [playAfterLifeLoss({ actions: afterLifeLoss, restarts: rules.resetAfterLifeLoss })]
      : []),
    ...(rules.lifeLossEndsEpisode ? [episodicLife] : []),
    ...(rules.clipRewards ? [clipReward] : []),
    chooseActions(agentActions(game, rules)),
  );
  const environment = frameStack(cartridge.game, played, rules.firstFramePadding);
  return Object.assign(environment, { screenRgb: () => console.screenRgb() });
}

/** FIRE, and the action of index 2 of the set where the rules press it too. */
const fireNames = (set: readonly string[], { actionTwoAfterFire }: Rules): string[] =>
  actionTwoAfterFire && set.length > 2 ? ['FIRE', set[2]!] : ['FIRE'];

/** Whether the rules press FIRE in this game. A game that does not need FIRE (its minimal set lacks it) never gets it. */
function pressesFire(ale: ALEModule, cartridge: Cartridge, rules: Rules): boolean {
  if (rules.fireReset === 'never') return false;
  return rules.fireReset === 'always' ? hasFire(ale, cartridge) : waitsForFire(ale, cartridge, rules);
}
