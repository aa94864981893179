import { expect, it } from 'vitest';
import { cardText, zooText } from '../../../scripts/zoo/card-text.js';
import { toyCard } from '../../helpers/zoo-agent.js';

const card = { format: 'sap-atari agent card 2' as const, ...toyCard };

it('a card as text has score, references, rules, command and curve', () => {
  const text = cardText({
    ...card,
    references: { ...card.references, published: { random: -20.7, human: 14.6, source: 'Wang 2016' } },
    score: { ...card.score, humanNormalized: 0.256, truncated: 2 },
  });
  for (const line of [
    '# Catch',
    '| score | 19.5 [18.0, 20.0] points: mean of 30 episodes, 95 % interval |',
    '| human-normalized | 25.6 % |',
    '| random play, measured | −15.0 [−16.0, −14.0] points: mean of 30 episodes |',
    '| random play and people, published | −20.7 and 14.6 points: Wang 2016 |',
    '| trained | 56,000 frames, 0.5 hours |',
    '    sap-atari train --config config.json',
    '| `frameSkipFrames` | 4 | 4 |',
    '| 7,000 | 28,000 | 0.3 | 0.4 | 10.0 | 1 |',
  ]) {
    expect(text.split('\n')).toContain(line);
  }
  expect(text).toContain('1.0 % of the actions are random. 2 episodes ended at the frame limit.');
});

it('a card of an agent that was trained further has all its trainings', () => {
  const [first] = card.trainings;
  const second = { ...first!, initializedFrom: 'ab'.repeat(32), curve: [] };
  const text = cardText({ ...card, trainings: [first!, second] });
  expect(text).toContain('## Training 1 of 2\n\nAlgorithm');
  expect(text).toContain(`from the weights with SHA-256 \`${'ab'.repeat(32)}\`: 14,000 agent steps`);
  expect(text).toContain('No evaluation.');
});

it('the table of the zoo has a line for each agent', () => {
  expect(zooText([card]).split('\n')).toContain(
    '| [Catch](catch/README.md) | 19.5 [18.0, 20.0] | n/a | −15.0 [−16.0, −14.0] | pqn | 1 | 14,000 | 56,000 | 0.5 | 0.8 |',
  );
});
