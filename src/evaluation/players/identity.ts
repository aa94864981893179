/** The identity of players: everything that a result depends on besides the keys of its own line (see result-folder.ts). */
import { createHash } from 'node:crypto';
import { greedyQ } from '../../agent/action-policy.js';
import type { Identity } from '../../storage/results/settings.js';
import type { Adversary, AdversaryNames } from './adversary.js';
import type { AttackedAgent } from './attacked-step.js';
import type { PlayerNames, Players } from './players.js';

export function identityOf(names: PlayerNames, players: Players): Identity {
  const { target, timing, frames } = names;
  return {
    target,
    timing,
    frames,
    ...adversaryIdentity(names, players),
    ...weightsIdentity(players.agentsUnderTest.map(({ run, agent }) => ({ run, ...agent }))),
    ...policyIdentity(players),
    ...rulesIdentity(players),
  };
}

/** The identity of attacks and defenses. */
export function adversaryIdentity({ defenseOptions, ...names }: AdversaryNames, { attacks }: Adversary): Identity {
  const { attackOn, outputSamples } = names;
  const { sampler = null, backward = null } = defenseOptions;
  const settings = attacks.map(({ label, gradientSamples, attack }) => [
    `settings of ${label}${gradientSamples === null ? '' : ` with ${gradientSamples} samples`}`,
    JSON.stringify(attack.settings),
  ]);
  const plugin = names.plugin && { plugin: names.plugin.sha256 };
  return { attackOn, outputSamples, sampler, backward, ...plugin, ...Object.fromEntries(settings) };
}

/** The identity of policies. */
const policyIdentity = ({ agentsUnderTest }: Pick<Players, 'agentsUnderTest'>): Identity =>
  Object.fromEntries(
    agentsUnderTest.map(({ run, agent: { policy = greedyQ } }) => [
      `policy of ${run}`,
      `${policy.choice}, ${policy.outputs}`,
    ]),
  );

/** The identity of the rules of play. */
const rulesIdentity = ({ agentsUnderTest }: Pick<Players, 'agentsUnderTest'>): Identity =>
  Object.fromEntries(
    agentsUnderTest.flatMap(({ run, rules = {} }) =>
      Object.entries(rules).map(([key, value]) => [`${key} of ${run}`, value]),
    ),
  );

/** The identity of networks. */
export const weightsIdentity = (runs: readonly ({ readonly run: string } & Pick<AttackedAgent, 'views'>)[]): Identity =>
  Object.fromEntries(runs.map((each) => [`weights of ${each.run}`, fingerprintOf(each)]));

/** Returns the SHA-256 of the weights, as hexadecimal digits. Equal networks have equal fingerprints. */
export function fingerprintOf({ views }: Pick<AttackedAgent, 'views'>): string {
  const hash = createHash('sha256');
  for (const view of views) hash.update(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return hash.digest('hex');
}
