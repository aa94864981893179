import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { agentFormat, saveAgent } from '../../agent/agent-files.js';
import { loadConfig } from '../../agent/config.js';
import { UsageError } from '../../common/errors.js';
import { limits } from '../../common/limits.js';
import { printable } from '../../common/printable.js';
import { createAtari } from '../../env/atari.js';
import { openLibrary } from '../../env/library.js';
import { evaluationRules } from '../../env/rules.js';
import { type FolderKind, hasFormat, isOwnFolder, openOwnFolder } from '../../files/own-folder.js';
import { networkAgent } from '../../interop/network-agent.js';
import { checkedSteps, checkPlay, playCheckText } from '../../interop/play-check.js';
import { readNetwork } from '../../interop/read-network.js';
import { descriptionName } from '../../model/model-files.js';
import { configName } from '../../storage/runs/names.js';
import { numberOption } from '../options/parse/numbers.js';
import { addRulesOptions, givenRules, type RulesFlags } from '../options/rules-options.js';

interface ImportFlags extends RulesFlags {
  readonly game: string;
  readonly out: string;
  readonly dividePixels?: number;
  readonly overwrite: boolean;
}

export function importCommand(): Command {
  const command = new Command('import')
    .description(
      `Make an agent from a network trained elsewhere, for \`evaluate --run\` and \`play --run\`. As a check it plays one episode of at most ${checkedSteps} steps, and so does a random player.`,
    )
    .argument(
      '<file>',
      'a checkpoint of a Python framework, an ONNX file, or the model.json of a TensorFlow.js layers model',
    )
    .requiredOption(
      '--game <name>',
      'game that the network plays; its outputs are the actions of the game’s minimal set, or of --full-actions, in order',
    )
    .requiredOption('--out <folder>', 'folder of model.json and model.safetensors')
    .option(
      '--divide-pixels <number>',
      'number that gray levels 0–255 are divided by before the network (default: what the framework of a checkpoint divides by, else 1)',
      numberOption(limits.command.divisor),
    )
    .option('--overwrite', 'replace an imported agent in the folder', false)
    .action(async (file: string, flags: ImportFlags) => {
      const { game: name, out, overwrite } = flags;
      expectFree(out, isOwnFolder(out, agentFolder), overwrite); // before the work
      const library = await openLibrary();
      const cartridge = library.open(name);
      const { game } = cartridge;
      const given = givenRules(flags, name);
      const actions = library.actionsOf(game, loadConfig({ flags: given }));
      const network = await readNetwork(file);
      const dividePixels = flags.dividePixels ?? 1 / (network.facts?.inputScale ?? 1);
      const withDivisor = (pixelDivisor: number) =>
        networkAgent(network, { game, actions, rules: given, pixelDivisor, source: file });
      const agent = withDivisor(dividePixels);
      const rules = evaluationRules(agent.config);
      const check = await checkPlay({
        agent,
        otherwise: withDivisor(dividePixels === 1 ? 255 : 1),
        pixelDivisor: dividePixels,
        ownLayers: network.layers,
        createEnvironment: (rng) => createAtari(library.ale, cartridge, rules, rng),
        source: file,
      });
      const { lease, isMarked } = openOwnFolder(out, agentFolder, {
        onWarning: (line) => console.error(printable(`warning: ${line}`)),
      });
      try {
        expectFree(out, isMarked, overwrite);
        saveAgent(out, agent);
      } finally {
        lease.release();
      }
      const parameters = agent.views.reduce((sum, view) => sum + view.length, 0);
      console.log(
        `${out}: an agent for ${game}, ${agent.layers!.length} layers, ${parameters} parameters\n${playCheckText(check)}`,
      );
      for (const warning of check.warnings) console.error(`warning: ${warning}`);
    });
  return addRulesOptions(command, 'dqn2015');
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
