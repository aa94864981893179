/** Signs that a network was not imported as it was trained. */
import { fixed, hundredths, signed } from '../../common/format.js';
import type { EpisodeEnd } from '../../env/episode.js';
import { referenceScores } from '../../env/reference-scores.js';
import { mean } from '../../report/statistics/statistics.js';
import type { Acceptance, AcceptanceOptions, PlayedAlternative, Range } from './acceptance.js';
import type { Played } from './episodes.js';
import { ownScale, scaledBelow } from './own-scale.js';

/** A larger share of the steps with one action needs a look. */
const oneAction = 0.99;
/** Share of the range from random to human scores by which an alternative has to be better. */
const clearly = 0.1;

type Found = Omit<Acceptance, 'warnings'>;

export function acceptanceWarnings(options: AcceptanceOptions, found: Found): string[] {
  return [
    ...scaleWarnings(options, found),
    ...found.alternatives.filter((other) => isClearlyBetter(options.agent.game, other, found)).map(betterText),
    ...playWarnings(options, found),
  ];
}

const scoresOf = ({ episodes }: Played): number[] => episodes.map((episode) => episode.return);

/** Whether an episode of the alternative beats every episode of the agent and of random play by a tenth of the scores' range. */
function isClearlyBetter(game: string, { episode }: PlayedAlternative, { agent, random }: Found): boolean {
  if (!episode) return false;
  const scores = [...scoresOf(agent), ...scoresOf(random)];
  const best = Math.max(...scores);
  const known = referenceScores(game);
  const range = known ? known.human - known.random : episode.return - Math.min(...scores);
  return episode.return > best + clearly * Math.abs(range);
}

const betterText = ({ name, flags, episode }: PlayedAlternative): string =>
  `with ${name} one episode scores ${fixed(episode!.return)}, more than all episodes of the agent: import it with ${flags}, unless you know better`;

const largestOf = ({ least, largest }: Range): number => Math.max(Math.abs(least), Math.abs(largest));
export const rangeText = ({ least, largest }: Range): string => `${signed(least, 3)} … ${signed(largest, 3)}`;

function scaleWarnings({ agent, ownLayers, inputScale }: AcceptanceOptions, { q, alternatives }: Found): string[] {
  const own = ownScale(ownLayers);
  if (own < scaledBelow && inputScale < scaledBelow) {
    const shown = `${Number(own.toPrecision(3))} (1/${Number((1 / own).toPrecision(4))})`;
    return [`the network multiplies its pixels by ${shown} itself: leave out --input-scale`];
  }
  if (agent.policy?.outputs === 'logits') return []; // they have no bound
  // Rewards are clipped to −1 … 1 in training, here and in most of the literature.
  const most = 1 / (1 - agent.config.discount);
  const scaled = alternatives.find(({ flags }) => flags === '--input-scale 1/255');
  if (own < scaledBelow || inputScale < scaledBelow || largestOf(q) <= most || !scaled?.q) return [];
  if (largestOf(scaled.q) > most) return [];
  return [
    `|Q| exceeds ${Number(most.toPrecision(3))}, the largest discounted sum of rewards in −1 … 1; with ${scaled.flags} Q is ${rangeText(scaled.q)}`,
  ];
}

function playWarnings(options: AcceptanceOptions, { agent: played, random }: Found): string[] {
  const { agent } = options;
  const warnings: string[] = [];
  const steps = played.actions.reduce((sum, count) => sum + count, 0);
  const most = Math.max(...played.actions);
  if (most > oneAction * steps) {
    const name = agent.actions[played.actions.indexOf(most)];
    warnings.push(`the agent chose ${name} in ${hundredths(most / steps)} % of its steps`);
  }
  const ended = (by: EpisodeEnd) => played.episodes.filter(({ end }) => end === by).length;
  const all = played.episodes.length;
  if (ended('stall') > 0) {
    warnings.push(
      `the screen stood still in ${ended('stall')} of ${all} episodes until they were truncated: the agent may wait for FIRE (--fire-reset, or --from with its framework)`,
    );
  }
  if (ended('frames') > 0) {
    warnings.push(
      `${ended('frames')} of ${all} episodes were truncated after ${agent.config.maxEpisodeFrames} frames: the agent plays well, or it waits for something`,
    );
  }
  const fired = (played.actions[agent.actions.indexOf('FIRE')] ?? 0) / steps;
  const byChance = agent.config.evaluationExploration / agent.actions.length;
  if (options.leavesFireToAgent && fired <= 2 * byChance) {
    warnings.push(
      `the game waits for FIRE, which the agent chose in ${hundredths(fired)} % of its steps: if FIRE was pressed for it in training, import it with --fire-reset auto --fire-after-life-loss, or --from with its framework`,
    );
  }
  if (mean(scoresOf(played)) <= mean(scoresOf(random))) {
    warnings.push(
      'the agent scores no more than random play: the network may expect another order of actions or frames, another pixel scale, or other rules of play',
    );
  }
  return warnings;
}
