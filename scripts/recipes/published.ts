/**
 * Scores of others after so many million frames, by id of the game: Dopamine's baselines, and CleanRL's benchmarks. Both have other
 * rules than ours.
 */
interface Published {
  readonly agent: string;
  /** Millions of console frames. */
  readonly frames: number;
  readonly rules: string;
  /** In points. */
  readonly scores: Readonly<Partial<Record<string, number>>>;
}

const dopamine = 'sticky actions (0.25)';
const cleanrl = 'no sticky actions, FIRE at the start';

const others: readonly Published[] = [
  {
    ...{ agent: 'DQN with Adam, Dopamine', frames: 5, rules: dopamine },
    scores: { assault: 763, asterix: 1371, bank_heist: 335, battle_zone: 17_406, beam_rider: 3742, bowling: 24 },
  },
  { agent: 'PQN, CleanRL', frames: 40, rules: cleanrl, scores: { beam_rider: 5753 } },
  { agent: 'DQN, CleanRL', frames: 40, rules: cleanrl, scores: { beam_rider: 6673, assault: 3846 } },
];

/** Published scores of trained agents in a game. */
export const publishedScores = (game: string): (Omit<Published, 'scores'> & { readonly score: number })[] =>
  others.flatMap(({ scores, ...agent }) => (scores[game] === undefined ? [] : [{ ...agent, score: scores[game] }]));
