import { basename } from 'node:path';
import { Command } from 'commander';
import { type Agent, loadAgent } from '../../agent/agent-files.js';
import { UsageError } from '../../common/errors.js';
import { printable } from '../../common/printable.js';
import { createRandom } from '../../common/random.js';
import { loadEagerBackend } from '../../compute/engine.js';
import { observationShape } from '../../env/environment.js';
import { prepareFile, writeAtomically, writeTogether } from '../../files/atomic-write.js';
import { aboutAgent } from '../../interop/about-agent.js';
import { largestDifference } from '../../interop/onnx/check-export.js';
import { encodeOnnx } from '../../interop/onnx/export-onnx.js';
import { isFreeForExport } from '../../interop/own-export.js';
import { encodePytorch } from '../../interop/pytorch/export-pytorch.js';
import { addAgentOption } from '../agents/agent-options.js';
import { type AgentFlag, chooseRun, chosenName, introduce } from '../agents/chosen-agents.js';
import { introducer } from '../terminal/introduction.js';

/** Rounding of float32 sums of a few thousand terms stays below this fraction of the largest output. */
const tolerance = 1e-4;

interface ExportFlags extends AgentFlag {
  readonly onnx?: string;
  readonly pytorch?: string;
}

export function exportCommand(): Command {
  const command = new Command('export').description(
    'Write an agent’s network for other frameworks: as an ONNX file, which is run and compared with the agent first, or for PyTorch. `import` makes the same agent of either file.',
  );
  return addAgentOption(command)
    .option(
      '--onnx <file>',
      'ONNX file to write: input pixels [N, 4, 84, 84], gray levels 0–255; output q_values [N, actions], or logits of an actor',
    )
    .option(
      '--pytorch <file>',
      'Python file to write, with its weights beside it as .safetensors; they also fit CleanRL’s QNetwork',
    )
    .action(async ({ onnx, pytorch, ...flags }: ExportFlags) => {
      if (onnx === undefined && pytorch === undefined) {
        throw new UsageError('export: expected --onnx FILE, --pytorch FILE, or both, got neither');
      }
      const python = pytorch === undefined ? undefined : pythonFiles(pytorch);
      const chosen = await chooseRun(flags);
      const introduceAgent = introducer(await introduce([chosenName(chosen)]));
      const agent = loadAgent(chosen.folder);
      if (onnx !== undefined) expectOwnFile(onnx);
      if (python) for (const path of Object.values(python)) expectOwnFile(path);
      for (const path of [onnx, ...Object.values(python ?? {})]) if (path !== undefined) prepareFile(path);
      const lines: string[] = [];
      if (onnx !== undefined) lines.push(await writeOnnx(agent, onnx));
      if (python) lines.push(writePytorch(agent, python));
      introduceAgent();
      for (const line of lines) console.log(printable(line));
    });
}

async function writeOnnx(agent: Agent, path: string): Promise<string> {
  await loadEagerBackend();
  const exported = { ...agent, inputShape: observationShape, outputs: agent.policy?.outputs ?? 'q-values' };
  const file = await encodeOnnx(exported, aboutAgent(agent));
  const difference = await largestDifference(file, exported, createRandom(1));
  if (!(difference <= tolerance)) {
    throw new Error(
      `the exported network differs from the agent by ${difference} of the largest output; the file was not written`,
    );
  }
  writeAtomically(path, file);
  return (
    `${path}: ${sizeText(file)}; outputs ${agent.actions.join(', ')}; in onnxruntime it differs from the agent by ` +
    `${difference.toExponential(0)} of the largest output`
  );
}

/** Modules that the Python file imports, itself or through them. */
const importedModules = ['torch', 'safetensors', 'pathlib', 'numpy'];

interface PythonFiles {
  readonly source: string;
  readonly weights: string;
}

function pythonFiles(source: string): PythonFiles {
  if (!source.endsWith('.py')) throw new UsageError(`--pytorch: expected the name of a .py file, got "${source}"`);
  const module = basename(source, '.py');
  if (importedModules.includes(module)) {
    throw new UsageError(
      `--pytorch: expected another name than "${source}", since Python would then import it in place of ${module}; choose one such as agent.py`,
    );
  }
  return { source, weights: `${source.slice(0, -'.py'.length)}.safetensors` };
}

function writePytorch(agent: Agent, { source, weights }: PythonFiles): string {
  const files = encodePytorch(agent, weights);
  writeTogether({ [weights]: files.weights, [source]: files.source });
  return `${source} and ${weights}: ${sizeText(files.weights)}; outputs ${agent.actions.join(', ')}`;
}

const sizeText = ({ length }: Uint8Array): string => `${(length / 2 ** 20).toFixed(1)} MiB`;

/** @throws UsageError for an existing file that export did not write */
function expectOwnFile(path: string): void {
  if (isFreeForExport(path)) return;
  throw new UsageError(`${path} exists and was not written by sap-atari export: choose another name, or delete it`);
}
