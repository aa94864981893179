import { describe, expect, it } from 'vitest';
import { trainingsBefore } from '../../../scripts/zoo/publish.js';
import { toyCard } from '../../helpers/zoo-agent.js';

const hash = (digit: string) => digit.repeat(64);
const [toy] = toyCard.trainings;
const first = { ...toy!, sha256: { F32: hash('1'), F16: hash('2') } };
const second = { ...toy!, initializedFrom: hash('2'), sha256: { F32: hash('3'), F16: hash('4') } };
const known = [first, second];

describe('trainingsBefore', () => {
  it.each([
    ['random weights', null, []],
    ['the agent in the zoo', hash('4'), [first, second]],
    ['the run of that agent', hash('3'), [first, second]],
    ['the agent that was in the zoo before', hash('2'), [first]],
  ])('of a run that began with %s', (_, initFrom, trainings) => {
    expect(trainingsBefore(initFrom, known, 'runs/zoo/catch')).toEqual(trainings);
  });

  it('refuses weights of which the zoo knows nothing', () => {
    expect(() => trainingsBefore(hash('5'), known, 'runs/zoo/catch')).toThrow(
      `runs/zoo/catch began with weights that the zoo does not know (SHA-256 ${hash('5')}): put the agent that it began with into the zoo first`,
    );
  });
});
