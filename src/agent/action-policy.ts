/** How the action of an agent follows from the outputs of its network. */
import { z } from 'zod';
import { createRandom } from '../common/random.js';
import { type OutputKind, outputKinds } from '../model/model.js';
import { argMax } from './policy.js';

/** Of imported agents: a Q-network, or the actor of a policy gradient method. */
export interface ActionPolicy {
  /** `logits`: of the probabilities of the actions. */
  readonly outputs: OutputKind;
  /** `sampled`: by these probabilities. */
  readonly choice: 'greedy' | 'sampled';
}

export const greedyQ: ActionPolicy = { outputs: 'q-values', choice: 'greedy' };

export const actionPolicySchema = z
  .strictObject({ outputs: z.enum(outputKinds), choice: z.enum(['greedy', 'sampled']) })
  .refine(({ outputs, choice }) => outputs === 'logits' || choice === 'greedy');

/**
 * Returns the action. A sampled one is the largest of logit + Gumbel noise (Maddison et al. 2014), where the noise depends on the
 * key alone: agents with the same logits at a step take the same action, so that two of them differ only by their networks.
 * @param values Q-values, or logits: log-probabilities up to a constant
 */
export function chooseAction(
  { choice }: ActionPolicy,
  values: ArrayLike<number>,
  [seed, counter]: readonly [seed: number, counter: number],
): number {
  if (choice === 'greedy') return argMax(values);
  const rng = createRandom(seed).split(`action ${counter}`);
  return argMax(Array.from(values, (logit) => logit - Math.log(-Math.log(rng.uniform()))));
}
