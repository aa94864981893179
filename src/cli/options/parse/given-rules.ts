/** The rules of play that flags give. */
import { rulesOfId } from '../../../env/gymnasium-id.js';
import type { GivenRules, PresetName } from '../../../env/presets.js';
import type { Rules } from '../../../env/rules.js';

/** Flags that are not given are undefined. */
export interface RulesFlags {
  readonly preset?: PresetName;
  readonly sticky?: number;
  readonly actions?: ChosenActions;
  readonly gameMode?: number;
  readonly difficulty?: number;
  readonly frameSkip?: number;
  readonly noopMax?: number;
  readonly maxFrames?: number;
  readonly lifeLossEnds?: boolean;
  readonly clipRewards?: boolean;
  readonly fireReset?: Rules['fireReset'];
  readonly fireAfterLifeLoss?: boolean;
  readonly fireBeforeNoops?: boolean;
  readonly actionTwoAfterFire?: boolean;
  readonly resetAfterLifeLoss?: boolean;
  readonly preprocess?: Rules['preprocessing'];
  readonly crop?: number;
  readonly firstFramePadding?: Rules['firstFramePadding'];
}

export type ChosenActions = Partial<Pick<Rules, 'fullActionSet' | 'actions'>>;

/**
 * Returns the rules that flags give, and no others. A Gymnasium id stands for rules as well, unless a preset is given.
 * @param name the value of --game
 */
export function givenRules(flags: RulesFlags, name = ''): GivenRules {
  const ofId = flags.preset === undefined ? rulesOfId(name)?.rules : undefined;
  return { ...ofId, ...rulesOfFlags(flags) };
}

function rulesOfFlags(flags: RulesFlags): GivenRules {
  const rules: { [Key in keyof GivenRules]: GivenRules[Key] | undefined } = {
    preset: flags.preset,
    stickyActionProbability: flags.sticky,
    ...flags.actions,
    gameMode: flags.gameMode,
    difficulty: flags.difficulty,
    frameSkipFrames: flags.frameSkip,
    maxNoOpStartFrames: flags.noopMax,
    maxEpisodeFrames: flags.maxFrames,
    lifeLossEndsEpisode: flags.lifeLossEnds,
    clipRewards: flags.clipRewards,
    fireReset: flags.fireReset,
    fireAfterLifeLoss: flags.fireAfterLifeLoss,
    fireBeforeNoOps: flags.fireBeforeNoops,
    actionTwoAfterFire: flags.actionTwoAfterFire,
    resetAfterLifeLoss: flags.resetAfterLifeLoss,
    preprocessing: flags.preprocess,
    cropShiftRows: flags.crop,
    firstFramePadding: flags.firstFramePadding,
  };
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined));
}

/** Returns a line on the rules for which the name of a game stands; none for a plain name, or beside --preset. */
export function idNote({ preset }: RulesFlags, name: string): string | undefined {
  const found = preset === undefined ? rulesOfId(name) : undefined;
  if (!found) return undefined;
  const { preset: from, ...others } = found.rules;
  const list = Object.entries(others).map(([key, value]) => `, ${key} ${value}`);
  return `note: ${name} stands for rules of play: preset ${from}${list.join('')}${found.note ? `; ${found.note}` : ''}`;
}

/** The rules of flags as players take them: nothing where there are none, so that the rules are those of the training. */
export function gameRulesOf(flags: RulesFlags, name?: string): { readonly gameRules?: GivenRules } {
  const given = givenRules(flags, name);
  return Object.keys(given).length > 0 ? { gameRules: given } : {};
}
