import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { facts, load, thrown } from '../helpers/loaded-probe.js';
import { palProbe } from '../helpers/probe.js';

const anyAction = fc.integer({ min: 0, max: 17 });

describe('saved states', () => {
  test('contain the console, the counters and the rules', () => {
    const ale = load('breakout');
    for (let i = 0; i < 10; i++) ale.act(1);
    ale.setMode(4);
    const state = ale.saveState();
    const [ram, frame] = [ale.getRAM(), ale.getFrameNumber()];
    ale.setMode(0);
    for (let i = 0; i < 10; i++) ale.act(3);
    const screen = ale.getScreen();
    ale.loadState(state);
    expect([ale.getRAM(), ale.getFrameNumber(), ale.getMode()]).toEqual([ram, frame, 4]);
    expect(ale.getScreen()).toEqual(screen);
  });

  test('contain the generator on request, otherwise it continues', () => {
    const futures = (withRandom: boolean) => {
      const ale = load('assault', { repeat_action_probability: 0.5 });
      ale.act(5);
      const state = ale.saveState(withRandom);
      const play = () =>
        Array.from({ length: 40 }, (_, i) => {
          ale.act(i % 18);
          return ale.ram[0x40]!;
        });
      const first = play();
      ale.loadState(state);
      ale.act2(5, 18);
      ale.loadState(state);
      return [first, play()];
    };
    const [one, same] = futures(true);
    expect(same!.slice(1)).toEqual(one!.slice(1));
    const [other, different] = futures(false);
    expect(different).not.toEqual(other);
  });

  test.each([
    ['garbage', () => Uint8Array.of(1, 2, 3), /^not a saved state of ale-js: .* 3 bytes$/],
    ['one of another ROM', () => load('assault', {}, palProbe).saveState(), /another ROM/],
    ['a cut one', () => load().saveState().subarray(0, 1000), /wrong size: expected \d+ bytes, got 1000/],
    [
      'a snapshot',
      () => load().saveSnapshot(),
      'expected a saved state, got a snapshot: restore it with restoreSnapshot',
    ],
  ])('%s is refused', (_what, state, message) => {
    expect(() => load().loadState(state())).toThrow(thrown('bad-state', message));
  });
});

describe('snapshots', () => {
  test('continue to the same bytes, in another console too', () => {
    fc.assert(
      fc.property(
        fc.array(anyAction, { maxLength: 30 }),
        fc.array(anyAction, { minLength: 1, maxLength: 30 }),
        fc.constantFrom('assault', 'breakout', 'pong', 'berzerk', 'atlantis2', 'seaquest'),
        (before, after, game) => {
          const settings = { repeat_action_probability: 0.5, frame_skip: 2 };
          const [one, other] = [load(game, settings), load(game, { ...settings, random_seed: 99 })];
          for (const action of before) one.act2(action, 18 + ((action * 7) % 18), 0.3, 0.8);
          one.rememberFrame();
          other.act(3);
          other.restoreSnapshot(one.saveSnapshot());
          for (const action of after) {
            expect(facts(other)).toEqual(facts(one));
            expect(other.act(action)).toBe(one.act(action));
          }
          one.resetGame();
          other.resetGame();
          expect(facts(other)).toEqual(facts(one));
        },
      ),
      { numRuns: 25 },
    );
  });

  test('are not saved states', () => {
    const ale = load();
    expect(() => ale.restoreSnapshot(ale.saveState())).toThrow(
      thrown('bad-state', 'expected a snapshot, got a saved state: restore it with loadState'),
    );
  });
});
