/** The choice of the TensorFlow.js backend, and its messages, for installed, missing and broken packages. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { describeEagerBackend, engineSettings, loadEagerBackend } from '../../src/compute/engine.js';
import { fromSource } from '../helpers/from-source.js';
import { tensorflowPackages } from '../helpers/tensorflow-packages.js';

const [gpu, cpu] = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

/** Stands for TensorFlow's library: `works` registers a backend as tfjs-node does. */
function fakePackages(packages: Readonly<Record<string, () => void>>) {
  return {
    versionOf: (name: string) => (packages[name] ? '4.22.0' : undefined),
    load: async (name: string) => packages[name]!(),
  };
}

const forget = () => {
  if (tf.findBackendFactory('tensorflow')) tf.removeBackend('tensorflow');
};
const works = (isUsingGpuDevice: boolean) => () => {
  forget();
  const backend = Object.assign(new tf.KernelBackend(), {
    ...{ isUsingGpuDevice, binding: { TF_Version: '2.15.1' }, dispose: () => {} },
  });
  tf.registerBackend('tensorflow', () => backend);
};
const isBroken = () => {
  throw new Error('libtensorflow.so.2: cannot open shared object file\nRequire stack: …');
};

afterEach(forget);

const slow = /plain JavaScript, which is very slow: run npm install @tensorflow\/tfjs-node@4\.22\.0/;
const unloadable = (name: string) =>
  new RegExp(
    `^${name} 4\\.22\\.0 does not load under Node ${process.versions.node}: libtensorflow\\S+ cannot open [^\\n]+$`,
  );

describe('the eager backend', () => {
  it.each<[string, Readonly<Record<string, () => void>>, string, RegExp[]]>([
    ['nothing is installed', {}, '@tensorflow/tfjs-backend-cpu 4.22.0, on the CPU', [slow]],
    ['tfjs-node is', { [cpu]: works(false) }, `${cpu} 4.22.0 with TensorFlow 2.15.1, on the CPU`, []],
    ['tfjs-node-gpu is', { [gpu]: works(true) }, `${gpu} 4.22.0 with TensorFlow 2.15.1, on the GPU`, []],
    [
      'tfjs-node-gpu is, without a GPU',
      { [gpu]: works(false) },
      `${gpu} 4.22.0 with TensorFlow 2.15.1, on the CPU`,
      [/tfjs-node-gpu found no GPU/],
    ],
    ['both are', { [gpu]: works(true), [cpu]: works(false) }, `${gpu} 4.22.0 with TensorFlow 2.15.1, on the GPU`, []],
    [
      'tfjs-node-gpu is broken, tfjs-node whole',
      { [gpu]: isBroken, [cpu]: works(false) },
      `${cpu} 4.22.0 with TensorFlow 2.15.1, on the CPU`,
      [unloadable(gpu)],
    ],
    [
      'tfjs-node-gpu starts no backend',
      { [gpu]: forget, [cpu]: works(false) },
      `${cpu} 4.22.0 with TensorFlow 2.15.1, on the CPU`,
      [/tfjs-node-gpu 4\.22\.0 does not load.*'tensorflow'/],
    ],
    [
      'both are broken',
      { [gpu]: isBroken, [cpu]: isBroken },
      '@tensorflow/tfjs-backend-cpu 4.22.0, on the CPU',
      [unloadable(gpu), unloadable(cpu), slow],
    ],
  ])('when %s', async (_, packages, description, expected) => {
    const warnings: string[] = [];
    const chosen = await loadEagerBackend({
      packages: fakePackages(packages),
      onWarning: (line) => warnings.push(line),
    });
    expect(describeEagerBackend(chosen)).toBe(description);
    expect(tf.getBackend()).toBe(chosen.backend);
    expect(warnings).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  });

  it('restores the functions of node:util that tfjs-node calls and that Node 23 removed', async () => {
    const functions = util as unknown as Record<string, ((value: unknown) => boolean) | undefined>;
    for (const name of ['isArray', 'isNullOrUndefined']) delete functions[name];
    const answers: unknown[] = [];
    await loadEagerBackend({
      packages: fakePackages({
        [cpu]() {
          for (const value of [null, undefined, 0, '']) answers.push(functions.isNullOrUndefined!(value));
          for (const value of [[], null, 'text']) answers.push(functions.isArray!(value));
          works(false)();
        },
      }),
    });
    expect(answers).toEqual([true, true, false, false, true, false, false]);
  });
});

describe('reports', () => {
  it('name the eager backend, and none for compiled graphs', async () => {
    expect(await engineSettings({})).toEqual({});
    expect(await engineSettings({ engine: 'onnx' })).toEqual({});
    const { engine } = await engineSettings({ engine: 'tfjs' });
    expect(Object.keys(engine!)).toEqual(['backend', 'package', 'version', 'tensorflow', 'device']);
    expect(await engineSettings({ engine: 'tfjs' })).toEqual({ engine });
  });
});

describe.runIf(tensorflowPackages.length > 0)('the installed package', () => {
  it('computes in Node without these functions of node:util', () => {
    const engine = fileURLToPath(new URL('../../src/compute/engine.ts', import.meta.url));
    const script = `
      const util = process.getBuiltinModule?.('node:util') ?? (await import('node:util')).default;
      delete util.isArray; delete util.isNullOrUndefined;
      const { compile, loadEagerBackend } = await import(${JSON.stringify(engine)});
      const tf = await import('@tensorflow/tfjs-core');
      const { package: name } = await loadEagerBackend({ onWarning() {} });
      const runner = await compile((a) => [tf.mul(a, 2)], { inputs: [{ shape: [2] }] }, { engine: 'tfjs' });
      console.log(name, ...(await runner.run([Float32Array.of(1, 2)]))[0]);`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', fromSource, '--input-type=module', '-e', script],
      { encoding: 'utf8' },
    );
    expect([stdout, stderr]).toEqual([`${tensorflowPackages[0]} 2 4\n`, '']);
  });
});
