/** The page of the cross-check is made from its stored results, and every difference in it has a reason. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const script = new URL('../crosscheck/report.mjs', import.meta.url);
interface Report {
  readonly text: string;
  readonly open: readonly { readonly id: string }[];
}
const { crosscheckReport } = (await import(script.href)) as {
  crosscheckReport: (results: readonly object[], reasons: readonly object[]) => Report;
};

const row = { count: 16, largest_difference: 1e-7, largest_output: 2, unequal_argmax: 0, verdict: 'agrees' };
const networks = {
  part: 'networks',
  size: 'quick',
  versions: { torch: '2.13.0' },
  rows: [
    { ...row, id: 'catch' },
    { ...row, id: 'adv', unequal_argmax: 3, verdict: 'differs' },
  ],
};

describe('docs/crosscheck.md', () => {
  it('is the page of the stored results, without an open difference', () => {
    expect(execFileSync(process.execPath, [fileURLToPath(script), '--check'], { encoding: 'utf8' })).toBe('');
  });
});

describe('a row that differs', () => {
  it('is open without a reason', () => {
    const { text, open } = crosscheckReport([networks], [{ part: 'networks', id: '^catch$', reason: 'another row' }]);
    expect(open.map(({ id }) => id)).toEqual(['adv']);
    expect(text).toContain('- `adv`: no reason known');
  });

  it('is explained by the reason of its part and id', () => {
    const { text, open } = crosscheckReport([networks], [{ part: 'networks', id: '^adv$', reason: 'another network' }]);
    expect(open).toEqual([]);
    expect(text).toContain('| adv | 16 | 1.0e−7 | 2.00 | 3 | differs |');
    expect(text).toContain('- `adv`: another network');
    expect(text).toContain('2 comparisons: 1 agree, 1 differ');
  });
});

describe('imported files', () => {
  const imported = { kind: 'ONNX', network: 'dqn', outcome: 'imported', verdict: 'agrees' };
  const compared = { count: 32, equal_actions: 32, largest_difference: 1e-8, largest_range: 0.5 };
  const rows = [
    { ...imported, ...compared, id: 'onnx/dqn/default', way: 'default' },
    { ...imported, ...compared, id: 'onnx/dqn/dynamo', way: 'dynamo', equal_actions: 24, verdict: 'differs' },
    { ...imported, id: 'onnx/policy/default', network: 'policy', way: 'default', outcome: 'refused' },
  ];
  const { text, open } = crosscheckReport([{ part: 'imports', size: 'full', versions: { onnx: '1' }, rows }], []);

  it('are one row for each network, which differs where one file does', () => {
    expect(open.map(({ id }) => id)).toEqual(['onnx/dqn/dynamo']);
    expect(text).toContain('| ONNX | dqn | default, dynamo | 1.0e−8 | 2.0e−8 | 87.5 % | differs |');
    expect(text).toContain('| ONNX | policy | default |  |  | refused | ✓ |');
    expect(text).toContain('3 comparisons: 2 agree, 1 differ');
  });
});
