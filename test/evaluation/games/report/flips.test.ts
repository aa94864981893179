import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/common/random.js';
import { flipsWithoutLoss } from '../../../../src/evaluation/games/report/flips.js';
import { toyEpisodes, toyRow } from '../../../helpers/toy-row.js';

/** One attack at λ 2 with its flip rate and ten returns about a mean. */
const under = (attack: string, flipRate: number, mean: number) => ({
  row: toyRow({ lambda: 2, attack, flipRate, mean }),
  episodes: toyEpisodes(
    Array.from({ length: 10 }, (_, i) => mean + (i % 2)),
    { lambda: 2, attack },
  ),
});

const found = (...attacks: ReturnType<typeof under>[]) =>
  flipsWithoutLoss(
    attacks.map(({ row }) => row),
    attacks.flatMap(({ episodes }) => episodes),
    createRandom(1),
  );

describe('flips without loss', () => {
  it('are those of the attack that flips no less and leaves more', () => {
    expect(found(under('fgsm', 0.8, 0), under('eot-pgd', 0.9, 15), under('random', 0.1, 20))).toMatchObject({
      gentle: { attack: 'eot-pgd', lambda: 2 },
      harsh: { attack: 'fgsm' },
      difference: 15,
      pairs: 10,
      p: 1 / 512,
      comparisons: 3,
    });
  });

  it.each([
    ['the attack that leaves more flips less', [under('fgsm', 0.8, 0), under('eot-pgd', 0.7, 15)]],
    ['both leave the same', [under('fgsm', 0.8, 5), under('eot-pgd', 0.9, 5)]],
    ['there is one attack', [under('fgsm', 0.8, 5)]],
  ])('are none where %s', (_, attacks) => {
    expect(found(...attacks)).toBeNull();
  });
});
