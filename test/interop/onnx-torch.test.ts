/** Networks of published agents, small, as PyTorch exports them. */
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/common/errors.js';
import { importOnnx } from '../../src/interop/onnx/import-onnx.js';
import { expectOrderly, mutantOf } from '../helpers/mutants.js';
import { importedOutputs, readCases } from '../helpers/onnx-cases.js';
import { sampleSize } from '../helpers/sample.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const folder = fileURLToPath(new URL('../fixtures/onnx/', import.meta.url));
const cases = readCases(folder);
const pathOf = (name: string) => join(folder, name);
const importFile = (path: string) => importOnnx(readFileSync(path), path);

/** Files that need a choice or a cure, each with a test of its own. */
const apart = /^(sb3-policy|radial|rainbow-distribution)\./;

describe('PyTorch’s Q-values', () => {
  it.each(Object.keys(cases).filter((name) => !apart.test(name)))('%s', async (name) => {
    const actual = await importedOutputs(pathOf(name), cases[name]!);
    const expected = cases[name]!.outputs.q!.flat();
    expect(actual).toHaveLength(expected.length);
    expect(Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!)))).toBeLessThan(1e-4);
    // Else any network of small outputs would do.
    expect(new Set(expected).size).toBe(expected.length);
  });

  it.each(['value', 'advantage'])('of an output that is chosen: %s', async (output) => {
    const name = 'radial.script17-any.onnx';
    const actual = await importedOutputs(pathOf(name), cases[name]!, output);
    expect(actual).toEqual(cases[name]!.outputs[output]!.flat().map((value) => expect.closeTo(value, 4)));
  });

  it('of probabilities: their mean over atoms from −10 to 10', async () => {
    const name = 'rainbow-distribution.script17-any.onnx';
    const expected = cases[name]!.outputs.q!.flatMap((row) =>
      Array.from({ length: 6 }, (_, action) =>
        [-10, -5, 0, 5, 10].reduce((sum, atom, i) => sum + atom * row[5 * action + i]!, 0),
      ),
    );
    const actual = await importedOutputs(pathOf(name), cases[name]!);
    expect(actual).toEqual(expected.map((value) => expect.closeTo(value, 4)));
  });
});

describe('is refused in one line', () => {
  const refused = (read: () => unknown, says: RegExp) => {
    expect(read).toThrow(UsageError);
    expect(read).toThrow(says);
    expect(read).toThrow(/^.*$/);
  };

  it('the choice of an action', () => {
    const path = pathOf('sb3-policy.script17-any.onnx');
    const says =
      /ArgMax \(.*\) chooses an action, .* export the network before it \(model\.q_net for Stable-Baselines3\)/;
    refused(() => importFile(path), says);
    expect(importOnnx(readFileSync(path), path, { output: '/q_net/q_net.0/Gemm_output_0' }).outputs).toBe(6);
  });

  it('two outputs without a choice', () => {
    const says = /expected one output, got 2: choose one with --output, of 'value', 'advantage'$/;
    refused(() => importFile(pathOf('radial.script17-any.onnx')), says);
    const file = readFileSync(pathOf('radial.script17-any.onnx'));
    const other = /expected the name of an output, one of 'value', 'advantage', got "q"$/;
    refused(() => importOnnx(file, 'file', { output: 'q' }), other);
  });
});

it.each([
  'cleanrl-rainbow.script17-any.onnx',
  'cleanrl-rainbow.functions.onnx',
  'pfrl-dueling.script17-any.onnx',
  'sa-dqn.default.onnx',
])('damaged, %s is imported or refused in one line, soon', async (name) => {
  const whole = readFileSync(pathOf(name));
  const outcomes = new Set<string>();
  for (let seed = 0; seed < sampleSize(60, 2000); seed++) {
    outcomes.add(await expectOrderly(seed, () => importOnnx(mutantOf(whole, seed), pathOf(name))));
  }
  expect(outcomes).toEqual(new Set(['read', 'refused']));
});

describe('weights beside the file', () => {
  const name = 'sa-dqn.default.onnx';
  const copy = () => {
    const to = temporaryFolder();
    copyFileSync(pathOf(name), join(to, name));
    return to;
  };
  const refusedIn = (to: string, says: RegExp) => {
    expect(() => importFile(join(to, name))).toThrow(UsageError);
    expect(() => importFile(join(to, name))).toThrow(says);
  };

  it('that are missing are named, with the cure', () => {
    refusedIn(
      copy(),
      /expected the file "sa-dqn\.default\.onnx\.data" .* copy both files there, or export with external_data=False/,
    );
  });

  it('that are cut short are refused', () => {
    const to = copy();
    writeFileSync(join(to, `${name}.data`), readFileSync(pathOf(`${name}.data`)).subarray(0, 100));
    refusedIn(to, /expected \d+ bytes in "sa-dqn\.default\.onnx\.data" for '.*', got 100: it is cut short/);
  });

  it('must be in the folder: no link leads out of it', () => {
    const to = copy();
    symlinkSync(pathOf(`${name}.data`), join(to, `${name}.data`));
    refusedIn(to, /the weight file "sa-dqn\.default\.onnx\.data" is outside the model's folder/);
  });

  it.each(['../secret', '/etc/passwd', 'a\\b', 'C:x', 'a%2fb'])('must be in the folder: not %s', (location) => {
    const file = readFileSync(pathOf(name));
    const bytes = Buffer.from(`${name}.data`);
    const other = Buffer.from(location.padEnd(bytes.length, 'x'));
    const changed = Buffer.from(file);
    for (let at = changed.indexOf(bytes); at >= 0; at = changed.indexOf(bytes, at + 1)) other.copy(changed, at);
    expect(() => importOnnx(changed, pathOf(name))).toThrow(/is outside the model's folder/);
  });

  it('a folder is no weight file', () => {
    const to = copy();
    mkdirSync(join(to, `${name}.data`));
    refusedIn(to, /expected the file/);
  });
});
