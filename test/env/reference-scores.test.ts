import { describe, expect, it } from 'vitest';
import { openLibrary } from '../../src/env/library.js';
import { humanNormalized, referenceScores } from '../../src/env/reference-scores.js';

const { games } = await openLibrary();
const known = games.flatMap(({ id }) => {
  const scores = referenceScores(id);
  return scores ? [{ id, ...scores }] : [];
});

describe('reference scores', () => {
  it('are those of the 57 games of the literature, by ids of the game table', () => {
    expect(known.length).toBe(57);
  });

  it.each(known)('of $id: a person scores more than random play', ({ random, human }) => {
    expect(human).toBeGreaterThan(random);
  });

  /** As Wang et al. 2016 print them; Mnih et al. 2015 differ. */
  it.each([
    ['beam_rider', 363.9, 16926.5],
    ['bowling', 23.1, 160.7],
    ['breakout', 1.7, 30.5],
    ['pong', -20.7, 14.6],
    ['skiing', -17098.1, -4336.9],
  ])('of %s are %d and %d, and normalize scores', (game, random, human) => {
    expect(referenceScores(game)).toEqual({ random, human });
    expect(humanNormalized(game, random)).toBe(0);
    expect(humanNormalized(game, human)).toBe(1);
  });

  it.each(['catch', 'toString'])('are unknown of %s', (game) => {
    expect(referenceScores(game)).toBeNull();
    expect(humanNormalized(game, 1)).toBeNull();
  });
});
