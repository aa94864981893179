/** Frames and whole games, byte for byte against OpenCV and ale-py with the wrappers of Python's libraries. */
import { createHash } from 'node:crypto';
import { findGame } from 'ale-js';
import { describe, expect, it } from 'vitest';
import { describeWithRoms } from '../../../packages/ale-js/test/helpers/commercial-roms.js';
import { createRandom } from '../../../src/common/random.js';
import { createAtari } from '../../../src/env/atari.js';
import { openLibrary } from '../../../src/env/library.js';
import { presets } from '../../../src/env/presets.js';
import { evaluationRules, type Rules } from '../../../src/env/rules.js';
import { hasOpenCv, inPython } from '../../helpers/atari-wrappers.js';
import { drawnScreens, ntscColors } from '../../helpers/drawn-screens.js';
import { type DrawnCase, drawnCases } from './drawn-cases.js';

const has = hasOpenCv('preprocessing against OpenCV');
const library = await openLibrary();
const colors = await ntscColors();

/** The screens of a case as Python takes them. */
function pictureOf({ how, height, block, shift, pooled }: DrawnCase) {
  const { screens } = drawnScreens(height, block, 1);
  const seen = pooled ? screens : screens.slice(-1);
  const { red, green, blue, gray } = colors;
  const hex = (bytes: Iterable<number>) => Buffer.from([...bytes]).toString('hex');
  const rgb = seen.map((screen) => hex([...screen].flatMap((pixel) => [red[pixel]!, green[pixel]!, blue[pixel]!])));
  return { how, shift, rgb, gray: seen.map((screen) => hex(screen.map((pixel) => gray[pixel]!))) };
}

describe.skipIf(!has)('OpenCV', () => {
  it('gives the stored sums', () => {
    expect(inPython({ pictures: drawnCases.map(pictureOf) })).toEqual(drawnCases.map(({ md5 }) => md5));
  });
});

const base: Rules = { ...evaluationRules(presets.dqn2015), maxNoOpStartFrames: 1 };
const { baselines } = presets;

/** Each line: how Python plays, and the rules that say the same here. */
const protocols: readonly [name: string, python: object, rules: Partial<Rules>][] = [
  [
    'Dopamine and Gymnasium',
    { how: 'gymnasium', shift: null, padding: 'zeros', fire: [], episodic: false },
    { preprocessing: 'gymnasium' },
  ],
  [
    'Stable-Baselines3',
    { how: 'sb3', shift: null, padding: 'zeros', fire: [1, 2], episodic: true },
    { ...evaluationRules(baselines), maxNoOpStartFrames: 1, firstFramePadding: 'zeros' },
  ],
  [
    'CleanRL',
    { how: 'cleanrl', shift: null, padding: 'repeat', fire: [1, 2], episodic: true },
    { ...evaluationRules(baselines), maxNoOpStartFrames: 1, preprocessing: 'cleanrl' },
  ],
  [
    'CleanRL on Gymnasium 1',
    { how: 'gymnasium-rgb', shift: null, padding: 'repeat', fire: [1, 2], episodic: true },
    { ...evaluationRules(baselines), maxNoOpStartFrames: 1, preprocessing: 'gymnasium-rgb' },
  ],
  [
    'Tianshou',
    { how: 'sb3', shift: null, padding: 'repeat', fire: [1], episodic: false },
    { preprocessing: 'sb3', firstFramePadding: 'repeat', fireReset: 'always' },
  ],
  [
    'SA-DQN',
    { how: 'sb3', shift: 10, padding: 'repeat', fire: [1, 2], episodic: false },
    {
      ...{ preprocessing: 'sb3', firstFramePadding: 'repeat', fireReset: 'always', actionTwoAfterFire: true },
      ...{ cropShiftRows: 10, actions: 4 },
    },
  ],
];
const names = ['Pong', 'Breakout', 'SpaceInvaders', 'Seaquest', 'Bowling'];
const steps = 400;

describeWithRoms('games against ale-py and OpenCV', names, (rom) => {
  describe.skipIf(!has).each(protocols)('as %s', (_name, python, changed) => {
    it.each(names)('%s', (name) => {
      const { id } = findGame(library.games, name);
      const rules = { ...base, ...changed };
      const environment = createAtari(
        library.ale,
        { game: id, bytes: rom(name), file: `${id}.bin` },
        rules,
        createRandom(1),
      );
      const rng = createRandom(3);
      const actions = Array.from({ length: steps }, () => rng.integer(environment.actions.length));
      const theirs = inPython({ ...python, game: id, noops: 1, actions });
      const show = () => createHash('md5').update(environment.observation).digest('hex');
      environment.reset();
      const ours = [show()];
      let points = 0;
      for (const action of actions) {
        const step = environment.step(action);
        points += step.rawReward;
        ours.push(`${show()} ${points}`);
        if (step.gameOver) break;
      }
      // Python's last observation of a game is of its last two frames, ours of the last one.
      const compared = (lines: readonly string[]) => lines.slice(0, Math.min(lines.length, ours.length) - 1);
      const shown = theirs.map((line) => line.split(' ').slice(0, 2).join(' '));
      expect(compared(ours)).toEqual(compared(shown));
      expect(theirs.length).toBe(ours.length);
      if (name === 'Breakout') expect(theirs.filter((line) => line.endsWith(' 1'))).not.toEqual([]); // lives were lost
    });
  });
});
