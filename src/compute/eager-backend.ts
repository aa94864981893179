/** Finds the TensorFlow.js backend that runs functions eagerly: TensorFlow's own library where the user has installed it. */
import { createRequire } from 'node:module';
import util from 'node:util';
import { backend, setBackend } from '@tensorflow/tfjs-core';
import type { CompileOptions } from './signature.js';

const require = createRequire(import.meta.url);

/** Packages with TensorFlow's library, the preferred one first. */
const tensorflowPackages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;
const plainPackage = '@tensorflow/tfjs-backend-cpu';

/** What `--engine tfjs` computes with. */
export interface EagerBackend {
  /** Its name in TensorFlow.js. */
  readonly backend: 'tensorflow' | 'cpu';
  /** The npm package that it comes from. */
  readonly package: string;
  readonly version: string;
  /** Version of TensorFlow's library; null for plain JavaScript. */
  readonly tensorflow: string | null;
  readonly device: 'CPU' | 'GPU';
}

export interface LoadOptions {
  /** Receives a line for each package that is installed and does not load, and for a slow or surprising choice. */
  readonly onWarning?: (line: string) => void;
  /** How packages are found and loaded; default from where sap-atari is installed. */
  readonly packages?: PackageLoader;
}

interface PackageLoader {
  /** Undefined: it is not installed. */
  versionOf(name: string): string | undefined;
  load(name: string): Promise<unknown>;
}

const installedPackages: PackageLoader = {
  versionOf(name) {
    try {
      return (require(`${name}/package.json`) as { version: string }).version;
    } catch {
      return undefined;
    }
  },
  load: (name) => import(name),
};

/**
 * Sets the fastest eager backend that is installed and loads: `tfjs-node-gpu`, then `tfjs-node`, then plain JavaScript.
 * @throws Error when none of them starts
 */
export async function loadEagerBackend({
  onWarning = () => {},
  packages = installedPackages,
}: LoadOptions = {}): Promise<EagerBackend> {
  restoreUtilFunctions();
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1'; // TensorFlow's remarks about the processor are no warnings
  for (const name of tensorflowPackages) {
    const version = packages.versionOf(name);
    if (version === undefined) continue;
    try {
      await packages.load(name);
      await start('tensorflow');
      return tensorflowBackend(name, version, onWarning);
    } catch (error) {
      const reason = (error as Error).message.split('\n')[0]!.trim();
      onWarning(`${name} ${version} does not load under Node ${process.versions.node}: ${reason}`);
    }
  }
  await import(plainPackage);
  await start('cpu');
  onWarning(
    `TensorFlow.js computes in plain JavaScript, which is very slow: run npm install @tensorflow/tfjs-node@4.22.0 (docs/tensorflow.md says more), or leave out --engine tfjs`,
  );
  const version = installedPackages.versionOf(plainPackage)!;
  return { backend: 'cpu', package: plainPackage, version, tensorflow: null, device: 'CPU' };
}

async function start(name: EagerBackend['backend']): Promise<void> {
  if (!(await setBackend(name))) throw new Error(`TensorFlow.js could not start its backend '${name}'`);
}

function tensorflowBackend(name: string, version: string, onWarning: (line: string) => void): EagerBackend {
  // Both are what tfjs-node's own `NodeJSKernelBackend` has.
  const { isUsingGpuDevice, binding } = backend() as unknown as {
    readonly isUsingGpuDevice: boolean;
    readonly binding: { readonly TF_Version: string };
  };
  if (name.endsWith('-gpu') && !isUsingGpuDevice)
    onWarning(`${name} found no GPU that it can use: it computes on the CPU`);
  return {
    backend: 'tensorflow',
    ...{ package: name, version, tensorflow: binding.TF_Version },
    device: isUsingGpuDevice ? 'GPU' : 'CPU',
  };
}

/**
 * tfjs-node 4.22 calls two functions of node:util on every operation. Node 22 prints a deprecation warning for them, and Node
 * 23 has removed them.
 */
function restoreUtilFunctions(): void {
  Object.assign(util, {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  });
}

/** For reports: the eager backend where one computes. It says nothing about time, so equal runs keep equal bytes. */
export const engineSettings = async ({ engine }: CompileOptions): Promise<{ readonly engine?: EagerBackend }> =>
  engine === 'tfjs' ? { engine: await loadEagerBackend() } : {};

/** In one line: `@tensorflow/tfjs-node 4.22.0 with TensorFlow 2.15.1, on the CPU`. */
export const describeEagerBackend = ({ package: name, version, tensorflow, device }: EagerBackend): string =>
  `${name} ${version}${tensorflow === null ? '' : ` with TensorFlow ${tensorflow}`}, on the ${device}`;
