/**
 * Scores of random play and of people in the paper's games, in points, with which the literature normalizes scores (Mnih et al.
 * 2015, Wang et al. 2016). The project's own games have no human score.
 */
interface Reference {
  readonly random: number;
  readonly human: number;
}

/** By the game's id in the game table. */
const references: Readonly<Record<string, Reference>> = {
  assault: { random: 222.4, human: 742.0 },
  asterix: { random: 210.0, human: 8503.3 },
  bank_heist: { random: 14.2, human: 753.1 },
  battle_zone: { random: 2360, human: 37187.5 },
  beam_rider: { random: 363.9, human: 16926.5 },
  bowling: { random: 23.1, human: 160.7 },
};

/** Returns (score − random) / (human − random): 0 for random play, 1 for a person; null for games without a reference. */
export function humanNormalized(game: string, score: number): number | null {
  if (!Object.hasOwn(references, game)) return null;
  const { random, human } = references[game]!;
  return (score - random) / (human - random);
}
