import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { type Agent, agentFormat, saveAgent } from '../../agent/agent-files.js';
import { loadConfig } from '../../agent/config.js';
import { UsageError } from '../../common/errors.js';
import { fixed, plural } from '../../common/format.js';
import { limits } from '../../common/limits.js';
import { printable } from '../../common/printable.js';
import { createAtari } from '../../env/atari.js';
import { leavesFireToAgent } from '../../env/fire-probe.js';
import { openLibrary } from '../../env/library.js';
import { evaluationRules } from '../../env/rules.js';
import { acceptByPlaying } from '../../evaluation/acceptance/accept.js';
import { acceptanceText, meanScore } from '../../evaluation/acceptance/text.js';
import { type FolderKind, hasFormat, isOwnFolder, openOwnFolder } from '../../files/own-folder.js';
import { frameworkNames } from '../../interop/frameworks.js';
import { activationNames } from '../../interop/layouts/activations.js';
import { frameOrders, networkAgent } from '../../interop/network-agent.js';
import type { ExportedAgent } from '../../interop/network-builder.js';
import { type ReadOptions, readNetwork } from '../../interop/read-network.js';
import { outputKinds } from '../../model/model.js';
import { descriptionName } from '../../model/model-files.js';
import { configName } from '../../storage/runs/names.js';
import { paddingOption, scaleOption, scoreOption } from '../import/option-values.js';
import { originOf } from '../import/origin.js';
import { checkedText } from '../import/output-check.js';
import { type PlayFlags, playOf } from '../import/play.js';
import { alternativesTo, type Reading, type ReadingFlags, readingOf } from '../import/reading.js';
import { choiceOption } from '../options/parse/choices.js';
import { idNote } from '../options/parse/given-rules.js';
import { numberOption } from '../options/parse/numbers.js';
import { addRulesOptions } from '../options/rules-options.js';

interface ImportFlags extends PlayFlags, ReadingFlags, ReadOptions {
  readonly out: string;
  readonly frames?: number;
  readonly check?: readonly string[];
  readonly episodes: number;
  readonly expect?: number;
  readonly overwrite: boolean;
}

export function importCommand(): Command {
  const command = new Command('import')
    .description(
      'Make an agent from a network trained elsewhere, for `evaluate --run` and `play --run`. It plays episodes to show that it was imported as it was trained.',
    )
    .argument(
      '<file>',
      'a checkpoint of a Python framework, an ONNX file, or the model.json of a TensorFlow.js layers model',
    )
    .requiredOption(
      '--game <name>',
      'game that the network plays; its outputs are the actions of the game’s minimal set, or those of --actions, in order',
    )
    .requiredOption('--out <folder>', 'folder of model.json and model.safetensors')
    .addOption(
      choiceOption(
        '--from <framework>',
        'framework by whose rules of play the agent is evaluated; other flags win over it (default: that of the file, if it is known)',
        frameworkNames,
      ),
    )
    .option(
      '--input-scale <factor>',
      'factor on gray levels 0–255 before the network: 1/255 for a network that expects 0–1 (default: what the file is known for, else 1)',
      scaleOption,
    )
    .addOption(
      choiceOption(
        '--frame-order <order>',
        'order of the frames in the network’s input (default: oldest-first)',
        frameOrders,
      ),
    )
    .option(
      '--frames <count>',
      'newest frames that the network sees, where its input has 3 channels, which may be colors as well (default: as many as it has channels)',
      numberOption(limits.command.frames),
    )
    .option('--transpose', 'swap rows and columns (default: with SA-DQN and RADIAL)')
    .option('--no-transpose', 'keep rows and columns')
    .addOption(
      choiceOption(
        '--outputs <kind>',
        'what the network computes: logits for an actor (default: what the file is known for, else q-values)',
        outputKinds,
      ),
    )
    .option(
      '--output <name>',
      'the output of a graph that has several, or any result in it, or layer of a layers model (default: its only output)',
    )
    .addOption(
      choiceOption(
        '--activation <function>',
        'activation function of a checkpoint’s hidden layers, with the defaults of PyTorch (default: that of the framework, relu if it is unknown)',
        activationNames,
      ),
    )
    .option(
      '--padding <zeros>',
      'zeros around the images before a checkpoint’s convolutions: valid (none), same (as TensorFlow adds them), or their number on each side, such as 1,0,0 (default: that of the framework, else what fits the sizes)',
      paddingOption,
    )
    .addOption(
      choiceOption(
        '--policy <choice>',
        'how an actor’s actions are chosen (default: as in the framework’s evaluations, greedy if it is unknown)',
        ['greedy', 'sampled'],
      ),
    )
    .option(
      '--exploration <share>',
      'share of random actions in episodes of the agent (default: as in the framework’s evaluations of its algorithm, else 0 for an actor and 0.05 for Q-values)',
      numberOption(limits.command.exploration),
    )
    .option(
      '--check <files...>',
      'two .npy files: observations [N, frames, 84, 84] of gray levels, and the outputs [N, actions] of the other framework for them',
    )
    .option('--episodes <count>', 'episodes to play', numberOption(limits.command.acceptedEpisodes), 3)
    .option('--expect <score>', 'exit with code 1 if their mean score is lower', scoreOption)
    .option('--overwrite', 'replace an imported agent in the folder', false)
    .action(importAgent);
  return addRulesOptions(command, 'those of the file’s framework, else dqn2015', { notesIds: false });
}

async function importAgent(file: string, flags: ImportFlags): Promise<void> {
  const { game: name, out, check, episodes, expect, overwrite, output, activation } = flags;
  if (check !== undefined && check.length !== 2) {
    throw new UsageError(`--check: expected two files, observations and outputs, got ${check.length}`);
  }
  expectFree(out, isOwnFolder(out, agentFolder), overwrite); // before the work
  const library = await openLibrary();
  const cartridge = library.open(name);
  const { game } = cartridge;
  const read = (padding = flags.padding) => readNetwork(file, { output, activation, padding });
  const network = await read();
  const { framework, rules, rulesOf, text: rulesText, outputs, choice } = playOf(flags, network.facts);
  const actions = library.actionsOf(game, loadConfig({ flags: { game, ...rules } }));
  const exported = network.facts?.exported;
  const note = framework || exported ? undefined : idNote(flags, name);
  if (note) console.error(printable(note));
  if (exported) expectExported(exported, { game, actions, isChosen: flags.actions !== undefined });
  const reading = readingOf(flags, network, framework);
  const origin = originOf(file, network.facts, rulesOf);
  const agentOf = async ({ padding, ...how }: Reading) =>
    networkAgent(padding === undefined ? network : await read(padding), {
      ...{ game, actions, rules, ...how, origin, source: file, outputs, choice, frames: flags.frames },
    });
  const agent = await agentOf(reading);
  const alternatives = await Promise.all(
    alternativesTo(reading, network).map(async ({ read: how, ...text }) => ({ ...text, agent: await agentOf(how) })),
  );
  const checked = check && (await checkedText(agent, [check[0]!, check[1]!], alternatives));
  const played = evaluationRules(agent.config);
  const acceptance = await acceptByPlaying({
    ...{ agent, alternatives },
    ownLayers: network.layers,
    inputScale: reading.inputScale,
    leavesFireToAgent: leavesFireToAgent(library.ale, cartridge, played),
    createEnvironment: (rng) => createAtari(library.ale, cartridge, played, rng),
    episodes,
    source: file,
  });
  save(out, agent, overwrite);
  const parameters = agent.views.reduce((sum, view) => sum + view.length, 0);
  const known = [origin.family, rulesText].filter(Boolean).join(', ');
  const of = known === '' ? '' : ` (${known})`;
  const size = `${plural(agent.layers!.length, 'layer')}, ${parameters} parameters`;
  console.log(printable(`${out}: an agent for ${game}${of}, ${size}`));
  if (checked) console.log(checked);
  console.log(acceptanceText(agent, acceptance));
  for (const warning of [...(network.facts?.assumed ?? []), ...acceptance.warnings])
    console.error(printable(`warning: ${warning}`));
  const score = meanScore(acceptance.agent);
  if (expect !== undefined && score < expect) {
    throw new Error(
      `--expect: expected a mean score of at least ${expect}, got ${fixed(score)} in ${plural(episodes, 'episode')}; the agent was saved in ${out}`,
    );
  }
}

/** @throws UsageError for a file whose outputs are other actions than those of the game */
function expectExported(
  exported: ExportedAgent,
  {
    game,
    actions,
    isChosen,
  }: { readonly game: string; readonly actions: readonly string[]; readonly isChosen: boolean },
): void {
  const [expected, got] = [exported.actions.join(', '), actions.join(', ')];
  if (isChosen || expected === got) return;
  throw new UsageError(
    `expected --game ${exported.game} with the actions ${expected}, which the file was exported for, got ${game} with ${got}: choose the actions with --actions to play it all the same`,
  );
}

function save(folder: string, agent: Agent, overwrite: boolean): void {
  const { lease, isMarked } = openOwnFolder(folder, agentFolder, {
    onWarning: (line) => console.error(printable(`warning: ${line}`)),
  });
  try {
    expectFree(folder, isMarked, overwrite);
    saveAgent(folder, agent);
  } finally {
    lease.release();
  }
}

const agentFolder: FolderKind = {
  noun: 'an imported agent',
  marker: descriptionName,
  isMarked: (folder) => hasFormat(join(folder, descriptionName), agentFormat),
};

/** @throws UsageError when the folder holds a run, or an agent without --overwrite */
function expectFree(folder: string, isMarked: boolean, overwrite: boolean): void {
  if (existsSync(join(folder, configName))) {
    throw new UsageError(`--out: expected a folder without a training run, got "${folder}": choose another`);
  }
  if (isMarked && !overwrite) {
    throw new UsageError(`${folder} holds an agent: choose another --out, or replace it with --overwrite`);
  }
}
