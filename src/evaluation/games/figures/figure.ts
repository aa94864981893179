/** What all figures of evaluations have in common. */
import { plural } from '../../../common/format.js';
import type { Interval } from '../../../common/interval.js';
import { shortAttack } from '../../report/describe.js';
import { plainAgent, type Setting } from '../../settings.js';

/** A picture, and the numbers that it shows. */
export interface Figure {
  /** Of its files, without their ends. */
  readonly name: string;
  readonly title: string;
  /** What the intervals cover, and how the picture is read: paragraphs. */
  readonly caption: string;
  readonly svg: string;
  readonly csv: string;
}

type Condition = Pick<Setting, 'attack' | 'gradientSamples' | 'lambda'>;

/** An attack and its λ: `fgsm, λ 4`, `no attack`. @param among all settings of the figure */
export function nameCondition(
  { attack, gradientSamples, lambda }: Condition,
  among: readonly Pick<Condition, 'attack' | 'gradientSamples'>[],
): string {
  return attack === null ? 'no attack' : `${nameAttack({ attack, gradientSamples }, among)}, λ ${lambda}`;
}

/** `fgsm`; with the samples of its gradient where the same attack has several numbers of them. */
export function nameAttack(
  { attack, gradientSamples }: Pick<Condition, 'attack' | 'gradientSamples'>,
  among: readonly Pick<Condition, 'attack' | 'gradientSamples'>[],
): string {
  const attacks = among.map((each) => each.attack);
  const samples = new Set(among.flatMap((each) => each.gradientSamples ?? []));
  const shown = samples.size > 1 && gradientSamples !== null;
  return `${shortAttack(attack!, attacks)}${shown ? `, ${plural(gradientSamples, 'sample')} per gradient` : ''}`;
}

/** Names of agents without repetition, the plain one first. */
export function agentNames(settings: readonly Pick<Setting, 'agent'>[]): string[] {
  const names = [...new Set(settings.map(({ agent }) => agent))];
  return [...names.filter((name) => name === plainAgent), ...names.filter((name) => name !== plainAgent)];
}

/** The ends of an interval; the value itself where there is none. */
export const endsOf = (value: number, interval: Interval | null | undefined) => ({
  low: interval?.[0] ?? value,
  high: interval?.[1] ?? value,
});

/** Columns of a CSV file that name a setting over all games. */
export const conditionColumns = {
  attack: (row: Condition) => row.attack,
  gradient_samples: (row: Condition) => row.gradientSamples,
  lambda: (row: Condition) => row.lambda,
  agent: (row: Pick<Setting, 'agent'>) => row.agent,
};

/** Columns of a CSV file that name a setting. */
export const settingColumns = {
  game: (row: Pick<Setting, 'game'>) => row.game,
  run: (row: Pick<Setting, 'run'>) => row.run,
  ...conditionColumns,
};
