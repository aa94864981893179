/** What an exported file says about its agent, as text by key: enough to import the agent again as it was. */
import { z } from 'zod';
import { type ActionPolicy, actionPolicySchema, greedyQ } from '../agent/action-policy.js';
import type { Agent } from '../agent/agent-files.js';
import { type Config, parseConfig } from '../agent/config.js';
import { UsageError } from '../common/errors.js';
import { shown } from '../common/printable.js';
import { observationShape } from '../env/environment.js';
import { ruleKeys } from '../env/rules.js';
import { parseJson } from '../files/parse-json.js';
import type { ExportedAgent } from './network-builder.js';

/** Names this program in exported files. */
export const producer = 'sap-atari';

const evaluationKeys = ['evaluationExploration', 'evaluationMaxSteps', 'evaluationMaxStallSteps'] as const;

/** Returns the keys of a config that say how the agent plays. */
function playOf(config: Partial<Config>): Pick<ExportedAgent, 'rules' | 'evaluation'> {
  const pick = (keys: readonly (keyof Config)[]) =>
    Object.fromEntries(keys.filter((key) => config[key] !== undefined).map((key) => [key, config[key]]));
  return { rules: pick(['preset', ...ruleKeys]), evaluation: pick(evaluationKeys) };
}

/** Returns the metadata of an exported network: its game, the names of its outputs, its input, and as JSON how it plays. */
export const aboutAgent = ({
  game,
  actions,
  config,
  policy = greedyQ,
  source,
}: Pick<Agent, 'game' | 'actions' | 'config' | 'policy' | 'source'>) => ({
  producer,
  game,
  actions: actions.join(','),
  input: `[N,${observationShape}]`,
  frameOrder: 'oldest first',
  pixelRange: '0-255',
  rules: JSON.stringify(playOf(config).rules),
  evaluation: JSON.stringify(playOf(config).evaluation),
  policy: JSON.stringify(policy),
  ...(source?.framework !== undefined && { framework: source.framework }),
});

const textsSchema = z.object({
  ...{ producer: z.literal(producer), game: z.string().min(1), actions: z.string().min(1) },
  ...{ rules: z.string(), evaluation: z.string(), policy: z.string(), framework: z.string().optional() },
});

/**
 * Returns what the metadata of an exported file say; undefined for files of others.
 * @param source names the file in errors
 * @throws UsageError for metadata that were changed
 */
export function exportedAgent(metadata: Readonly<Record<string, unknown>>, source: string): ExportedAgent | undefined {
  const { data: texts } = textsSchema.safeParse(metadata);
  if (!texts) return undefined;
  const { game, actions, framework } = texts;
  const configIn = (key: 'rules' | 'evaluation') =>
    playOf(parseConfig(parseJson(texts[key], `${source}: ${key}`), `${source}: ${key}`));
  return {
    ...{ game, rules: configIn('rules').rules, evaluation: configIn('evaluation').evaluation },
    ...{ actions: actions.split(','), policy: policyIn(texts.policy, source) },
    ...(framework !== undefined && { framework }),
  };
}

function policyIn(text: string, source: string): ActionPolicy {
  const policy = parseJson(text, `${source}: policy`);
  const { data } = actionPolicySchema.safeParse(policy);
  if (data) return data;
  throw new UsageError(`${source}: expected a policy of outputs and choice, got ${shown(policy)}`);
}
