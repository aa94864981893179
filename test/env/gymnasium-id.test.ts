/** Gymnasium ids mean what the registry of Gymnasium 1.4 with ale-py 0.12.1 says (its keyword arguments, read by hand). */
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/common/errors.js';
import { rulesOfId } from '../../src/env/gymnasium-id.js';
import { openLibrary } from '../../src/env/library.js';
import { presets, resolveRules } from '../../src/env/presets.js';

const library = await openLibrary();

describe('a Gymnasium id', () => {
  it.each([
    ['ALE/Pong-v5', 0.25, 4],
    ['Pong-v5', 0.25, 4],
    ['PongNoFrameskip-v4', 0, 1],
    ['PongNoFrameskip-v0', 0.25, 1],
    ['PongDeterministic-v4', 0, 4],
    ['PongDeterministic-v0', 0.25, 4],
    ['SpaceInvadersDeterministic-v4', 0, 3],
    ['MsPacman-v4', 0, 4],
    ['Bowling-v0', 0.25, 4],
  ])('%s stands for its rules', (id, repeat_action_probability, frameskip) => {
    const full_action_space = false;
    const max_num_frames_per_episode = 108_000;
    expect(resolveRules(rulesOfId(id)!.rules, presets.dqn2015, 'pong')).toEqual({
      ...presets.dqn2015,
      stickyActionProbability: repeat_action_probability,
      frameSkipFrames: frameskip,
      fullActionSet: full_action_space,
      maxEpisodeFrames: max_num_frames_per_episode,
      maxNoOpStartFrames: 0,
      lifeLossEndsEpisode: false,
      clipRewards: false,
    });
  });

  it('says where the rules differ from Gymnasium, or from what papers play', () => {
    expect(rulesOfId('Pong-v4')?.note).toBe('Gymnasium holds an action for 2, 3 or 4 frames at random');
    expect(rulesOfId('PongNoFrameskip-v4')?.note).toContain('--preset baselines');
    expect(rulesOfId('ALE/Pong-v5')?.note).toBeUndefined();
  });

  it.each(['Pong', 'ms_pacman', 'atari/pong', 'Pong.bin', 'Ms. Pac-Man', 'Pong-v', ''])('is not %j', (name) => {
    expect(rulesOfId(name)).toBeUndefined();
  });

  it.each([
    [
      'Pong-ram-v4',
      'Pong-ram-v4: expected a game that is seen as pictures, got one that is seen as RAM; try ALE/Pong-v5',
    ],
    ['ALE/Pong-ram-v5', 'try ALE/Pong-v5'],
    ['Pong-ramNoFrameskip-v4', 'got one that is seen as RAM'],
    ['Pong-v3', 'Pong-v3: expected an id of Gymnasium, got version 3; try ALE/Pong-v5'],
    ['PongNoFrameskip-v5', 'got version 5'],
  ])('is refused: %s', (name, message) => {
    expect(() => rulesOfId(name)).toThrow(message);
    expect(() => library.named(name)).toThrow(UsageError);
  });
});

describe('the name of a game', () => {
  it.each([
    ...['Montezuma’s Revenge', "Montezuma's Revenge", 'MontezumaRevenge'].map((name) => [name, 'montezuma_revenge']),
    ...['Yars’ Revenge', "Yar's Revenge"].map((name) => [name, 'yars_revenge']),
    ...['3D Tic-Tac-Toe', '3-D Tic-Tac-Toe', 'Tic-Tac-Toe 3D', 'TicTacToe3D'].map((name) => [name, 'tic_tac_toe_3d']),
    ...['atari/pong', 'Pong.bin', 'roms/pong.a26', 'PONG', 'PongNoFrameskip-v4', 'ALE/Pong-v5'].map((name) => [
      name,
      'pong',
    ]),
    ...['Pitfall II', 'Pitfall2'].map((name) => [name, 'pitfall2']),
    ['Pitfall!', 'pitfall'],
    ['Ms. Pac-Man', 'ms_pacman'],
    ['H.E.R.O.', 'hero'],
    ['BowlingDeterministic-v4', 'bowling'],
    ["Up'n Down", 'up_n_down'],
    ['CatchNoFrameskip-v4', 'catch'],
  ])('%s is understood', (name, id) => {
    expect(library.named(name!).id).toBe(id);
  });

  it('is found by a part of it', () => {
    expect(() => library.named('Invaders')).toThrow('did you mean SpaceInvaders?');
  });

  it.each(['Pong 2', 'Revenge', 'Tic-Tac-Toe', 'Toe-Tac'])('%s is not', (name) => {
    expect(() => library.named(name)).toThrow(`unknown game "${name}"; did you mean`);
  });
});
