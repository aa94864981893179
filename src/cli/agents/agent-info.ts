/** What `info` says of an agent. */
import { type ActionPolicy, greedyQ } from '../../agent/action-policy.js';
import type { Agent } from '../../agent/agent-files.js';
import type { AgentCard } from '../../agent/zoo/card.js';
import { fixed, percent } from '../../common/format.js';
import { sizeOf } from '../../common/shape.js';
import { presets } from '../../env/presets.js';
import { type Rules, ruleKeys } from '../../env/rules.js';

type Card = Omit<AgentCard, 'format'>;

/** Facts of an agent, for `--json`. */
export interface AgentInfo {
  readonly game: string;
  readonly actions: readonly string[];
  readonly network: {
    /** Kinds of layers in order, of an imported network; null for a network of this project. */
    readonly layers: readonly string[] | null;
    readonly arrays: readonly { readonly name: string; readonly shape: readonly number[] }[];
    readonly parameters: number;
  };
  readonly policy: ActionPolicy;
  readonly rules: {
    readonly preset: string;
    /** Rules of the training with another value than in the preset `dqn2015`, by key: [there, here]. */
    readonly changed: Readonly<Partial<Record<keyof Rules, readonly [standard: unknown, own: unknown]>>>;
  };
  readonly evaluationExploration: number;
  readonly algorithm: string | null;
  readonly steps: number;
  readonly source: Agent['source'] | null;
  /** Of an agent of the zoo. */
  readonly card: Pick<AgentCard, 'frames' | 'score' | 'references' | 'rom' | 'weights'> | null;
}

export function agentInfo(agent: Agent, card: Card | undefined): AgentInfo {
  const { game, actions, config, layers, policy = greedyQ, specs, step, source } = agent;
  const changed = ruleKeys.filter((key) => config[key] !== presets.dqn2015[key]);
  return {
    ...{ game, actions },
    network: {
      layers: layers?.map(({ kind }) => kind) ?? null,
      arrays: specs.map(({ name, shape }) => ({ name, shape })),
      parameters: specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    },
    policy,
    rules: {
      preset: config.preset,
      changed: Object.fromEntries(changed.map((key) => [key, [presets.dqn2015[key], config[key]]])),
    },
    evaluationExploration: config.evaluationExploration,
    algorithm: step === 0 ? null : config.algorithm,
    steps: step,
    source: source ?? null,
    card: card ? cardFacts(card) : null,
  };
}

const cardFacts = ({ frames, score, references, rom, weights }: Card) => ({
  ...{ frames, score, references, rom, weights },
});

/** Returns the lines of the text: a title and a value each. */
export function infoLines(info: AgentInfo): string[] {
  const { actions, network, policy, rules, evaluationExploration, algorithm, steps, source, card } = info;
  const changed = Object.entries(rules.changed).map(([key, [standard, own]]) => `${key} ${own} (default ${standard})`);
  const rows: [title: string, value: string][] = [
    ['actions', `${actions.length}: ${actions.join(', ')}`],
    ['network', networkText(network)],
    ...network.arrays.map(({ name, shape }): [string, string] => ['', `${name} [${shape.join(', ')}]`]),
    ['outputs', policy.outputs === 'logits' ? `logits, ${policy.choice} actions` : 'Q-values'],
    ['rules of play', `preset ${rules.preset}; ${changed.length > 0 ? changed.join(', ') : 'those of the default'}`],
    ['evaluation', `${percent(evaluationExploration)} random actions`],
    ['training', algorithm === null ? 'elsewhere' : `${algorithm}, ${count(steps)} steps`],
    ...(source ? [['source', sourceText(source)] satisfies [string, string]] : []),
    ...(card ? cardRows(card) : []),
  ];
  const width = Math.max(...rows.map(([title]) => title.length));
  return rows.map(([title, value]) => `${title.padEnd(width)}  ${value}`);
}

const count = (value: number): string => value.toLocaleString('en-US');

function networkText({ layers, arrays, parameters }: AgentInfo['network']): string {
  const of = layers ? `imported, ${layers.length} layers (${layers.join(', ')})` : 'the Q-network of Mnih et al. 2015';
  return `${of}; ${count(parameters)} parameters in ${arrays.length} arrays`;
}

function sourceText({ file, sha256, family, framework }: NonNullable<AgentInfo['source']>): string {
  const known = [family, framework && `rules of ${framework}`].filter(Boolean);
  return [`${file}, SHA-256 ${sha256}`, ...known].join('; ');
}

function cardRows({ frames, score, references, rom, weights }: NonNullable<AgentInfo['card']>): [string, string][] {
  const estimate = ({ mean, interval }: typeof references.random) =>
    `${fixed(mean, 1)}${interval ? ` [${interval.map((end) => fixed(end, 1)).join(', ')}]` : ''}`;
  const { published } = references;
  const others = published
    ? `; published: random play ${fixed(published.random, 1)}, people ${fixed(published.human, 1)}`
    : '';
  return [
    ['frames', `${count(frames)} in all trainings`],
    [
      'score',
      `${estimate(score)}, mean of ${score.episodes} episodes; random play ${estimate(references.random)}${others}`,
    ],
    ['ROM', `${rom.file}, MD5 ${rom.md5}`],
    ['weights', `SHA-256 ${weights.sha256}`],
  ];
}
