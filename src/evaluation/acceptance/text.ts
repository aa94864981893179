/** What `import` prints of an acceptance. */
import type { Agent } from '../../agent/agent-files.js';
import { fixed, hundredths, plural } from '../../common/format.js';
import { humanNormalized, referenceScores } from '../../env/reference-scores.js';
import { mean } from '../../report/statistics/statistics.js';
import type { Acceptance } from './acceptance.js';
import type { Played } from './episodes.js';
import { rangeText } from './warnings.js';

/** Returns the lines: scores, the published scores of the game, the actions, the range of Q, and the alternatives. */
export function acceptanceText(agent: Agent, { agent: played, q, random, alternatives }: Acceptance): string {
  const { game, config } = agent;
  const outputs = agent.policy?.outputs === 'logits' ? 'logits' : 'Q';
  const sampled = agent.policy?.choice === 'sampled' ? ', sampled actions' : '';
  const known = referenceScores(game);
  const score = meanScore(played);
  const normalized = humanNormalized(game, score);
  const human = normalized === null ? '' : ` (${hundredths(normalized)} % human-normalized)`;
  const counts = played.actions.map((count, i) => ({ name: agent.actions[i], count }));
  const steps = counts.reduce((sum, { count }) => sum + count, 0);
  const shares = counts
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .map(({ name, count }) => `${name} ${hundredths(count / steps)} %`);
  return [
    `${plural(played.episodes.length, 'episode')} at exploration ${config.evaluationExploration}${sampled}: ${scoresText(played)}${human}`,
    `random play from the same starts: ${scoresText(random)}`,
    ...(known ? [`published: random play ${known.random}, human ${known.human}`] : []),
    `actions: ${shares.join(', ')}`,
    `${outputs} on its frames: ${rangeText(q)}`,
    ...alternatives.map(({ name, episode, q: range }) =>
      episode && range
        ? `with ${name}: one episode scores ${fixed(episode.return)}, ${outputs} ${rangeText(range)}`
        : `with ${name}: ${outputs === 'Q' ? 'Q-values' : outputs} that are not finite`,
    ),
  ].join('\n');
}

/** Returns the mean score of an acceptance, in points. */
export const meanScore = ({ episodes }: Played): number => mean(episodes.map((episode) => episode.return));

function scoresText(played: Played): string {
  const each = played.episodes.map(
    ({ return: score, end }) => `${fixed(score)}${end === 'game over' ? '' : ' (truncated)'}`,
  );
  return each.length === 1 ? each[0]! : `mean ${fixed(meanScore(played))} (${each.join(', ')})`;
}
