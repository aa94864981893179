/** The agents of the live page: their list, and the files that it loads. */
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { agentIn, describeAgent } from '../../agent/agent-files.js';
import { bundledAgentFolders } from '../../agent/bundled-agents.js';
import { isOfZoo, zooAgentFolders } from '../../agent/zoo/zoo.js';
import type { Library } from '../../env/library.js';
import { readRegularFile, sizeLimits } from '../../files/read-file.js';
import { currentPath, descriptionName, weightsName } from '../../model/model-files.js';
import { NotFound, type Routes } from '../../server/routes.js';
import { isPackaged, runName } from '../options/bundled.js';

export interface ViewedAgents {
  /** Id of the agent that is shown first. */
  readonly first: string;
  readonly routes: Routes;
}

export interface ViewOptions {
  /** Whether the page may load the ROMs that this machine has: not where other machines can reach the server. */
  readonly withRoms: boolean;
}

/**
 * Returns routes for the agents of runs, for those of the package, and for those of the zoo whose ROMs the page may load.
 * @param runs folders of runs or agents
 * @throws UsageError for a folder without an agent
 */
export function viewedAgents(runs: readonly string[], library: Library, { withRoms }: ViewOptions): ViewedAgents {
  const idOf = (folder: string) => `${isOfZoo(folder) ? 'zoo-' : ''}${describeAgent(folder).game}`;
  const hasRom = (folder: string) => withRoms && romOf(describeAgent(folder).game, library) !== undefined;
  const packaged = [...bundledAgentFolders(), ...zooAgentFolders().filter(hasRom)];
  const all = [
    ...runs.map((folder, i) => ({ folder, id: `run-${i + 1}` })),
    ...packaged.filter((folder) => !runs.includes(folder)).map((folder) => ({ folder, id: idOf(folder) })),
  ];
  const agents = all.map((each) => viewedAgent(each, library, withRoms));
  const catalog = { json: agents.map(({ entry }) => entry) };
  return {
    first: all[0]!.id,
    routes: Object.assign({ '/agents/catalog.json': () => catalog }, ...agents.map(({ routes }) => routes)),
  };
}

interface Viewed {
  readonly folder: string;
  readonly id: string;
}

function viewedAgent({ folder, id }: Viewed, library: Library, withRoms: boolean) {
  const inside = agentIn(folder);
  const { game, step } = describeAgent(folder);
  const known = library.named(game);
  const isBundled = isPackaged(folder) && !isOfZoo(folder);
  const rom = withRoms && !isBundled ? romOf(game, library) : undefined;
  const { run } = runName(folder);
  const routes: Record<string, Routes[string]> = {};
  const addressOf = (name: string, type: string, path: () => string) => {
    routes[`/agents/${id}/${name}`] = () => ({ file: realPath(path()), type });
    return `../agents/${id}/${name}`;
  };
  const fileOf = (name: string, type: string) => addressOf(name, type, () => currentPath(inside, name));
  const entry = {
    id,
    title: isPackaged(folder)
      ? `${known.name} (${isBundled ? 'of the package' : 'of the zoo'})`
      : `${known.name}: ${run}, ${step.toLocaleString('en')} steps`,
    ...(!isBundled && { run }),
    files: {
      [descriptionName]: fileOf(descriptionName, 'application/json'),
      [weightsName]: fileOf(weightsName, 'application/octet-stream'),
    },
    ...(rom && { rom: addressOf('rom.bin', 'application/octet-stream', () => rom) }),
  };
  return { entry, routes };
}

/** The path without links: those that lie in a folder that the user named are followed. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    throw new NotFound(`${path} is not there any more`);
  }
}

/** Returns the path of a game's ROM; undefined where there is none, and where it is packed, which the page does not unpack. */
function romOf(game: string, library: Library): string | undefined {
  if (!library.has(library.named(game))) return undefined;
  const { file, bytes } = library.open(game);
  return readRegularFile(file, sizeLimits.picture).length === bytes.length ? file : undefined;
}

/** The builds of ONNX Runtime for pages; the second, which is larger, has WebGPU. */
const builds = ['ort-wasm-simd-threaded', 'ort-wasm-simd-threaded.asyncify'];
const runtimeTypes = { mjs: 'text/javascript', wasm: 'application/wasm' };

/** Routes of ONNX Runtime's WebAssembly, which the package has once, for Node and for pages. */
export function runtimeRoutes(folder: string): Routes {
  const route = (name: string, type: string) => [`/onnxruntime/${name}`, () => ({ file: join(folder, name), type })];
  return Object.fromEntries(
    builds.flatMap((build) => Object.entries(runtimeTypes).map(([ending, type]) => route(`${build}.${ending}`, type))),
  );
}
