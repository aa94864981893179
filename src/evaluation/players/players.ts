/** Agents, attacks and defenses by the names that the command line and results use. */
import { createHash } from 'node:crypto';
import { expectAgentFor, loadAgent } from '../../agent/agent-files.js';
import type { AttackedFrames } from '../../attack/agent/attacked-frames.js';
import { parseTiming, type Timing } from '../../attack/agent/timing.js';
import { type AttackChoices, drawsOf, type NamedAttack, parseAttacks } from '../../attack/parse-attacks.js';
import { type Criterion, parseCriterion } from '../../attack/search/criteria.js';
import { asUsage, expectKeys, UsageError } from '../../common/errors.js';
import { expectWithin, limits } from '../../common/limits.js';
import type { Random } from '../../common/random.js';
import { type Defense, none } from '../../defense/defense.js';
import {
  type DefenseOptions,
  defaultDefenseOptions,
  defenseOptionsTaken,
  parseDefense,
} from '../../defense/parse-defense.js';
import { createAtari } from '../../env/atari.js';
import type { Environment } from '../../env/environment.js';
import { openLibrary } from '../../env/library.js';
import type { Identity } from '../../storage/results/result-folder.js';
import type { AttackSettings } from '../checks.js';
import type { AttackedAgent, AttackOn } from './attacked-step.js';
import { loadPlugin, type PluginName } from './plugin.js';

/** Attacks and defenses by name; plain data. */
export interface AdversaryNames {
  /** Names of attacks. */
  readonly attacks: readonly string[];
  /** Each attack is made once for each number of draws; null is the attack's own. */
  readonly gradientSamples: readonly (number | null)[];
  /** Options of all attacks. */
  readonly attackChoices: AttackChoices;
  /** Which model the attacks take their gradients from. */
  readonly attackOn: AttackOn;
  /** Names of defenses; each gives one agent under test for each run. */
  readonly defenses: readonly string[];
  /** Options of all defenses. */
  readonly defenseOptions: DefenseOptions;
  /** Draws of a defense that are averaged for an output. */
  readonly outputSamples: number;
  /** Module that adds names of attacks and defenses. */
  readonly plugin?: PluginName;
}

/** Plain data: what a thread needs to make a `Players` of its own. */
export interface PlayerNames extends AdversaryNames {
  /** Runs whose agents are loaded. */
  readonly runs: readonly RunName[];
  /** What attacks aim at, see `parseCriterion`. */
  readonly target: string;
  /** Name of the timing: at which agent steps the attack perturbs. */
  readonly timing: string;
  /** Which frames of an observation the attack changes. */
  readonly frames: AttackedFrames;
}

export interface RunName {
  /** As results name it. */
  readonly run: string;
  readonly folder: string;
}

/** An agent and its game. */
export interface AgentUnderTest {
  /** Name of the run. */
  readonly run: string;
  /** Id in the game table. */
  readonly game: string;
  /** The agent, with its defense. */
  readonly agent: AttackedAgent;
  /** Share of random actions when it is evaluated. */
  readonly evaluationExploration: number;
  /** A game whose start and whose chance depend on `rng` alone. */
  createEnvironment(rng: Random): Environment;
}

export interface ListedAttack extends NamedAttack {
  /** As it was chosen; null: the attack's own. */
  readonly gradientSamples: number | null;
}

/** The attack of that name and number of draws. */
export const listedAttack = ({ attacks }: Adversary, label: string, gradientSamples: number | null): ListedAttack =>
  attacks.find((each) => each.label === label && each.gradientSamples === gradientSamples)!;

/** All that was chosen about each attack, by its name. */
export const attackSettingsOf = ({ attacks }: Pick<Adversary, 'attacks'>): AttackSettings =>
  Object.fromEntries(attacks.map(({ label, attack }) => [label, attack.settings]));

/** Those who attack, and those who defend against them. */
export interface Adversary {
  /** The attacks, by name. */
  readonly attacks: readonly ListedAttack[];
  /** Without `none`. */
  readonly defenses: readonly Defense[];
  /** Which model the attacks take their gradients from. */
  readonly attackOn: AttackOn;
  /** Monte Carlo samples over which an agent's outputs are averaged. */
  readonly outputSamples: number;
}

/** All that takes part in an experiment. */
export interface Players extends Adversary {
  /** The agents, those without a defense first. */
  readonly agentsUnderTest: readonly AgentUnderTest[];
  /** Decides which observations are adversarial. */
  readonly criterion: Criterion;
  /** At which agent steps the attack perturbs. */
  readonly timing: Timing;
  /** Which frames of an observation the attack changes. */
  readonly frames: AttackedFrames;
}

const adversaryKeys: readonly (keyof AdversaryNames)[] = [
  'attacks',
  'gradientSamples',
  'attackChoices',
  'attackOn',
  'defenses',
  'defenseOptions',
  'outputSamples',
];

/** @throws UsageError for a missing key, a name that stands for nothing, a run without an agent, a game without its ROM */
export async function loadPlayers(names: PlayerNames): Promise<Players> {
  expectKeys('loadPlayers', names, ['runs', 'target', 'timing', 'frames', ...adversaryKeys]);
  const adversary = await openAdversary(names);
  expectDistinctRuns(names.runs);
  return {
    ...adversary,
    criterion: parseCriterion(names.target),
    timing: parseTiming(names.timing),
    frames: names.frames,
    agentsUnderTest: await loadAgentsUnderTest(names.runs),
  };
}

/** Loads the plugin, if there is one, then the attacks and defenses. @throws UsageError for an unknown name, or a bad plugin */
export async function openAdversary(names: AdversaryNames): Promise<Adversary> {
  if (names.plugin) await loadPlugin(names.plugin);
  return adversaryOf(names);
}

/** @throws UsageError for an unknown name, or two names for the same thing */
export function adversaryOf(names: AdversaryNames): Adversary {
  const { attackOn, outputSamples } = names;
  asUsage(() => expectWithin('output-samples', limits.adversary.outputSamples, outputSamples));
  const attacks = attacksOf(names);
  const defenses = names.defenses.map((name) => asUsage(() => parseDefense(name, names.defenseOptions)));
  expectUsed(names.defenses, names.defenseOptions);
  expectDistinct(
    'defense',
    defenses.map(({ label }) => label),
  );
  return { attacks, defenses: defenses.filter((defense) => defense !== none), attackOn, outputSamples };
}

/** @throws UsageError for an option that differs from what holds anyway and that none of the defenses takes */
function expectUsed(defenses: readonly string[], options: DefenseOptions): void {
  const taken = defenses.flatMap(defenseOptionsTaken);
  for (const [option, value] of Object.entries(options) as [keyof DefenseOptions, string][]) {
    if (value === defaultDefenseOptions[option] || taken.includes(option)) continue;
    throw new UsageError(`${option}: expected a defense that takes it, got '${value}' with ${defenses.join(', ')}`);
  }
}

/** @throws UsageError when two runs have one name */
export const expectDistinctRuns = (runs: readonly RunName[]): void =>
  expectDistinct(
    'run',
    runs.map(({ run }) => run),
  );

/** Each attack with each number of draws; once where that number means nothing to it. */
function attacksOf({ attacks, gradientSamples, attackChoices }: AdversaryNames): ListedAttack[] {
  const listed = gradientSamples.flatMap((draws) => {
    const parsed = parseAttacks(attacks, { ...attackChoices, ...(draws !== null && { gradientSamples: draws }) });
    expectDistinct(
      'attack',
      parsed.map(({ label }) => label),
    );
    return parsed.map(
      (named): ListedAttack => ({ ...named, gradientSamples: drawsOf(named) === draws ? draws : null }),
    );
  });
  const asked = gradientSamples.filter((draws) => draws !== null);
  if (asked.length > 0 && listed.every((each) => each.gradientSamples === null)) {
    throw new UsageError(
      `gradient-samples: expected an attack that draws the defense in a gradient and leaves open how often, got ${asked.join(', ')} draws for ${attacks.join(', ')}`,
    );
  }
  const known = new Set<string>();
  return listed.filter(({ label, gradientSamples: draws }) => {
    const key = JSON.stringify([label, draws]);
    const isNew = !known.has(key);
    known.add(key);
    return isNew;
  });
}

/** The agents with their games. @throws UsageError for a run without an agent, a game without its ROM */
export async function loadAgentsUnderTest(runs: readonly RunName[]): Promise<AgentUnderTest[]> {
  const library = await openLibrary();
  return runs.map(({ run, folder }) => {
    const agent = loadAgent(folder);
    const cartridge = library.open(agent.game);
    expectAgentFor(agent, folder, cartridge.game, library.actionsOf(cartridge.game));
    const rules = { ...agent.config, lifeLossEndsEpisode: false, clipRewards: false };
    return {
      run,
      game: agent.game,
      agent,
      evaluationExploration: agent.config.evaluationExploration,
      createEnvironment: (rng: Random) => createAtari(library.ale, cartridge, rules, rng),
    };
  });
}

/** @throws UsageError for a name that comes twice */
export function expectDistinct(what: string, names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`${what}: expected each once, got '${twice}' twice`);
}

/** What an outcome depends on besides what its own line says; see storage/results/result-folder.ts. */
export function identityOf(names: PlayerNames, players: Players): Identity {
  const { target, timing, frames } = names;
  return {
    target,
    timing,
    frames,
    ...adversaryIdentity(names, players),
    ...weightsIdentity(players.agentsUnderTest.map(({ run, agent }) => ({ run, ...agent }))),
  };
}

/** The part of it that attacks and defenses are. */
export function adversaryIdentity({ defenseOptions, ...names }: AdversaryNames, { attacks }: Adversary): Identity {
  const { attackOn, outputSamples } = names;
  const { sampler = null, backward = null } = defenseOptions;
  const settings = attacks.map(({ label, gradientSamples, attack }) => [
    `settings of ${label}${gradientSamples === null ? '' : ` with ${gradientSamples} draws`}`,
    JSON.stringify(attack.settings),
  ]);
  const plugin = names.plugin && { plugin: names.plugin.sha256 };
  return { attackOn, outputSamples, sampler, backward, ...plugin, ...Object.fromEntries(settings) };
}

/** The part of it that networks are. */
export const weightsIdentity = (runs: readonly ({ readonly run: string } & Pick<AttackedAgent, 'views'>)[]): Identity =>
  Object.fromEntries(runs.map((each) => [`weights of ${each.run}`, fingerprintOf(each)]));

/** SHA-256 of an agent's weights: equal for equal networks. */
export function fingerprintOf({ views }: Pick<AttackedAgent, 'views'>): string {
  const hash = createHash('sha256');
  for (const view of views) hash.update(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return hash.digest('hex');
}
