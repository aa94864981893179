/** Selects the TensorFlow.js backend for eager execution: TensorFlow's native library if the user has installed it. */
import { createRequire } from 'node:module';
import util from 'node:util';
import { backend, setBackend } from '@tensorflow/tfjs-core';
import type { CompileOptions } from './signature.js';

const require = createRequire(import.meta.url);

/** Packages with TensorFlow's native library, the preferred one first. */
const tensorflowPackages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;
const plainPackage = '@tensorflow/tfjs-backend-cpu';

/** The backend that `--engine tfjs` uses. */
export interface EagerBackend {
  /** Name of the backend in TensorFlow.js. */
  readonly backend: 'tensorflow' | 'cpu';
  /** The npm package of the backend. */
  readonly package: string;
  readonly version: string;
  /** Version of TensorFlow's native library; null for plain JavaScript. */
  readonly tensorflow: string | null;
  readonly device: 'CPU' | 'GPU';
}

export interface LoadOptions {
  /** Receives one line for each installed package that does not load, and for a slow or unexpected choice. */
  readonly onWarning?: (line: string) => void;
  /** Resolves and loads packages. Default: relative to the installation of sap-atari. */
  readonly packages?: PackageLoader;
}

interface PackageLoader {
  /** Undefined if the package is not installed. */
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
 * @throws Error if none of them starts
 */
export async function loadEagerBackend({
  onWarning = () => {},
  packages = installedPackages,
}: LoadOptions = {}): Promise<EagerBackend> {
  restoreUtilFunctions();
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1'; // hides TensorFlow's information about the processor
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
  // Both properties belong to `NodeJSKernelBackend` of tfjs-node.
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
 * Restores two functions of node:util that tfjs-node 4.22 calls for every operation. Node 22 prints a deprecation warning for
 * them, and Node 23 has removed them.
 */
function restoreUtilFunctions(): void {
  Object.assign(util, {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  });
}

/** The eager backend for reports, if one is used. It contains no times, so equal runs give equal bytes. */
export const engineSettings = async ({ engine }: CompileOptions): Promise<{ readonly engine?: EagerBackend }> =>
  engine === 'tfjs' ? { engine: await loadEagerBackend() } : {};

/** Describes the backend in one line: `@tensorflow/tfjs-node 4.22.0 with TensorFlow 2.15.1, on the CPU`. */
export const describeEagerBackend = ({ package: name, version, tensorflow, device }: EagerBackend): string =>
  `${name} ${version}${tensorflow === null ? '' : ` with TensorFlow ${tensorflow}`}, on the ${device}`;
