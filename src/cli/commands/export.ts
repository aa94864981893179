import { readFileSync, statSync } from 'node:fs';
import { Command } from 'commander';
import { loadAgent } from '../../agent/agent-files.js';
import { UsageError } from '../../common/errors.js';
import { createRandom } from '../../common/random.js';
import { loadEagerBackend } from '../../compute/engine.js';
import { onnxProducer } from '../../compute/onnx/onnx-model.js';
import { observationShape } from '../../env/environment.js';
import { prepareFile, writeAtomically } from '../../files/atomic-write.js';
import { largestDifference } from '../../interop/onnx/check-export.js';
import { encodeOnnx } from '../../interop/onnx/export-onnx.js';
import { addAgentOption } from '../agents/agent-options.js';
import { type AgentFlag, chooseRun, chosenName, introduce } from '../agents/chosen-agents.js';
import { introducer } from '../terminal/introduction.js';

/** Rounding of float32 sums of a few thousand terms stays below this fraction of the largest output. */
const tolerance = 1e-4;

export function exportCommand(): Command {
  const command = new Command('export').description(
    'Write an agent’s Q-network as an ONNX file, run it, and compare its outputs with the agent’s.',
  );
  return addAgentOption(command)
    .requiredOption(
      '--onnx <file>',
      'file to write: input pixels [N, 4, 84, 84], gray levels 0–255; output q_values [N, actions]',
    )
    .action(async ({ onnx, ...flags }: AgentFlag & { readonly onnx: string }) => {
      const chosen = await chooseRun(flags);
      const introduceAgent = introducer(await introduce([chosenName(chosen)]));
      const agent = loadAgent(chosen.folder);
      expectOwnFile(onnx);
      prepareFile(onnx);
      await loadEagerBackend();
      const exported = { ...agent, inputShape: observationShape };
      const file = await encodeOnnx(exported);
      const difference = await largestDifference(file, exported, createRandom(1));
      if (!(difference <= tolerance)) {
        throw new Error(
          `the exported network differs from the agent by ${difference} of the largest output; the file was not written`,
        );
      }
      writeAtomically(onnx, file);
      introduceAgent();
      console.log(
        `${onnx}: ${(file.length / 2 ** 20).toFixed(1)} MiB; outputs ${agent.actions.join(', ')}; in onnxruntime it differs ` +
          `from the agent by ${difference.toExponential(0)} of the largest output`,
      );
    });
}

/** @throws UsageError for an existing file that export did not write; the first fields of an ONNX file name its producer */
function expectOwnFile(path: string): void {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return;
  const start = readFileSync(path).subarray(0, 64).toString('latin1');
  if (start === '' || start.includes(onnxProducer)) return;
  throw new UsageError(`${path} exists and was not written by sap-atari export: choose another name, or delete it`);
}
