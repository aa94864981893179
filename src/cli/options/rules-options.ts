/** The rules of play as flags: the same for all commands that play games. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { describeLimit, limits } from '../../common/limits.js';
import { printable } from '../../common/printable.js';
import { presetNames } from '../../env/presets.js';
import { isChoiceOfActions } from '../../env/rules.js';
import { choiceOption } from './parse/choices.js';
import { type ChosenActions, idNote, type RulesFlags } from './parse/given-rules.js';
import { numberOption } from './parse/numbers.js';

const { agent: bounds } = limits;

interface RulesOptions {
  /** Also adds the two rules that act in training only; default false. */
  readonly training?: boolean;
  /** Whether a line says for which rules a Gymnasium id as --game stands; default true. */
  readonly notesIds?: boolean;
}

/**
 * Adds the flags, in a group of the help of their own.
 * @param otherwise whose rules hold without flags, for the help
 */
export function addRulesOptions(
  command: Command,
  otherwise: string,
  { training = false, notesIds = true }: RulesOptions = {},
): Command {
  const options = [
    choiceOption(
      '--preset <name>',
      `rules of a publication; other flags win over it (default: ${otherwise})`,
      presetNames,
    ),
    number('--sticky <probability>', 'probability that a frame repeats the last action', 'stickyActionProbability'),
    new Option(
      '--actions <which>',
      'actions of the agent: minimal (those that the game needs), full (all of the console), the first N of the set, or names such as NOOP,FIRE',
    ).argParser(parseActions),
    number('--game-mode <number>', 'mode of the game, as ALE numbers them: see `games --json`', 'gameMode'),
    number('--difficulty <number>', 'difficulty of the game, likewise', 'difficulty'),
    number('--frame-skip <frames>', 'frames an action is held', 'frameSkipFrames'),
    number('--noop-max <frames>', 'most idle frames at the start of an episode', 'maxNoOpStartFrames'),
    number('--max-frames <frames>', 'truncate episodes after this many frames', 'maxEpisodeFrames'),
    ...(training ? trainingOptions() : []),
    choiceOption('--fire-reset <when>', 'press FIRE after a reset; auto: in games that stand still until then', [
      ...['never', 'auto', 'always'],
    ]),
    ...flag('fire-after-life-loss', 'press FIRE after a lost life too', 'press none after a lost life'),
    ...flag('fire-before-noops', 'press FIRE before the idle frames of a start', 'press it after them'),
    ...flag('action-two-after-fire', 'press the action of index 2 after FIRE, as Baselines does', 'press FIRE alone'),
    ...flag(
      'reset-after-life-loss',
      'press NOOP after a lost life and start the observation anew, as Baselines does',
      'play on after a lost life',
    ),
    choiceOption(
      '--preprocess <how>',
      'how a picture becomes a frame: with ALE’s gray, or as computed by another library, see docs/departures.md',
      ['ale', 'gymnasium', 'sb3', 'cleanrl', 'gymnasium-rgb'],
    ),
    number('--crop <rows>', 'show the central square only, so many rows further down, as SA-DQN does', 'cropShiftRows'),
    choiceOption('--first-frame-padding <how>', 'what stands for the frames before the first of an episode', [
      ...['zeros', 'repeat'],
    ]),
  ];
  for (const option of options) command.addOption(option.helpGroup('Rules of play:'));
  if (!notesIds) return command;
  return command.hook('preAction', () => {
    const flags: RulesFlags & { readonly game?: unknown } = command.opts();
    const note = typeof flags.game === 'string' ? idNote(flags, flags.game) : undefined;
    if (note) console.error(printable(note));
  });
}

const trainingOptions = (): Option[] => [
  ...flag('life-loss-ends', 'show the learner a lost life as an end', 'show it only the end of a game'),
  ...flag('clip-rewards', 'show the learner only the sign of a reward', 'show it the points'),
];

/** Parses the value of --actions into the two rules that it sets. */
function parseActions(text: string): ChosenActions {
  if (text === 'minimal' || text === 'full') return { fullActionSet: text === 'full', actions: 'all' };
  const actions = /^\d+$/.test(text) ? Number(text) : text.toUpperCase();
  if (isChoiceOfActions(actions)) return { actions };
  throw new InvalidArgumentError(
    `expected minimal, full, ${describeLimit(bounds.actions)}, or names with commas between them, got "${text}"`,
  );
}

const number = (flags: string, description: string, key: keyof typeof bounds): Option =>
  new Option(flags, description).argParser(numberOption(bounds[key]));

const flag = (name: string, yes: string, no: string): Option[] => [
  new Option(`--${name}`, yes),
  new Option(`--no-${name}`, no),
];
