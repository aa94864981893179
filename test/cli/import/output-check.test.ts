/** What `import --check` says, by whether and how the outputs of a network differ from the expected ones. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkedText } from '../../../src/cli/import/output-check.js';
import { networkAgent } from '../../../src/interop/network-agent.js';
import { npyFile } from '../../helpers/npy.js';

const folder = mkdtempSync(join(tmpdir(), 'sap-atari-output-check-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const pixels = 84 * 84;

/** Output i is 1e-4 × the sum of the frame, times i. */
const agentOf = (inputScale: number) =>
  networkAgent(
    {
      layers: [
        { kind: 'reshape', shape: [pixels] },
        { kind: 'dense', bias: false },
      ],
      arrays: [
        { name: 'w', shape: [pixels, 3], values: Float32Array.from({ length: pixels * 3 }, (_, i) => (i % 3) * 1e-4) },
      ],
      inputShape: [1, 84, 84],
      outputs: 3,
    },
    { game: 'catch', actions: ['NOOP', 'RIGHT', 'LEFT'], inputScale, source: 'net' },
  );

/** Files of one observation of gray 255, and of its outputs. */
function filesWith(...outputs: readonly number[]): readonly [string, string] {
  const paths = [join(folder, 'observations.npy'), join(folder, 'outputs.npy')] as const;
  writeFileSync(paths[0], npyFile('|u1', [1, 1, 84, 84], new Uint8Array(pixels).fill(255)));
  writeFileSync(paths[1], npyFile('<f4', [1, 3], Float32Array.from(outputs)));
  return paths;
}

const scaled = { flags: '--input-scale 1/255', agent: agentOf(1 / 255) };

it('prints the difference of outputs that agree', async () => {
  expect(await checkedText(agentOf(1 / 255), filesWith(0, 0.7056, 1.4112), [])).toMatch(
    /^check: outputs differ by at most \d\.\de-\d+, of at most 1\.411; greedy actions are equal for 1 of 1 observations$/,
  );
});

it.each([
  [
    'names the reading that agrees',
    [0, 0.7056, 1.4112],
    /\(greedy actions are equal for 1 of 1 observations\): with --input-scale 1\/255 they are equal; nothing was saved$/,
  ],
  [
    'names other causes where none does',
    [0, 0.7056, 1.5],
    /, and the other pixel scales and orders that were tried differ too: .*; nothing was saved$/,
  ],
] as const)('%s', async (_, outputs, message) => {
  await expect(checkedText(agentOf(1), filesWith(...outputs), [scaled])).rejects.toThrow(message);
});
