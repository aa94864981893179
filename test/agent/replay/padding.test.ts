import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createReplay } from '../../../src/agent/replay/replay.js';
import { episodesOf, play, samples } from '../../helpers/scripted-replay.js';

it('a replay with repeated first frames has them where one with zeros has zeros', () => {
  fc.assert(
    fc.property(episodesOf, fc.integer({ min: 1, max: 4 }), (episodes, nStep) => {
      const options = { capacity: 200, environments: 1, discount: 0.5, nStep, storage: 'raw' } as const;
      const replays = (['zeros', 'repeat'] as const).map((firstFramePadding) =>
        createReplay({ ...options, firstFramePadding }),
      );
      const [played = []] = replays.map((replay) => play(0, episodes, replay.add, { nStep, discount: 0.5 }));
      fc.pre(played.length > 0);
      const repeated = (stack: string) => {
        const ids = stack.split(' ');
        return ids.map((id) => (id === '-' ? ids.find((each) => each !== '-') : id)).join(' ');
      };
      const [zeros, repeats] = replays.map((replay) => samples(replay, 50));
      expect(repeats).toEqual(
        zeros!.map((sample) => ({ ...sample, s_tm1: repeated(sample.s_tm1), s_t: repeated(sample.s_t) })),
      );
    }),
    { numRuns: 30 },
  );
});
