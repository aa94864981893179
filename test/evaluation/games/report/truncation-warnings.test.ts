import { describe, expect, it } from 'vitest';
import type { Row } from '../../../../src/evaluation/games/report/summary.js';
import { stallWarnings, truncationWarnings } from '../../../../src/evaluation/games/report/truncation-warnings.js';
import { toyRow } from '../../../helpers/toy-row.js';

const warningsOf = (rows: readonly Row[]) => [...truncationWarnings(rows), ...stallWarnings(rows)];

describe('warnings of truncated and stalled episodes', () => {
  it.each<[string, Partial<Row>, RegExp[]]>([
    ['nothing', { truncated: 0 }, []],
    [
      'the frame limit',
      { truncatedByFrames: 2 },
      [/^plain at λ 8: 2 of 20 .* by the frame limit \(maxEpisodeFrames\)\.$/],
    ],
    ['a limit of steps', { truncatedBySteps: 2 }, [/^plain at λ 8: 2 of 20 episodes were truncated by --max-steps\.$/]],
    ['a limit of still steps', { truncatedByStall: 2 }, [/^plain at λ 8: 2 of 20 .* by --max-stall\.$/]],
    ['two causes', { truncatedByFrames: 1, truncatedBySteps: 2 }, [/1 of 20 .* frame limit/, /2 of 20 .* --max-steps/]],
    ['long stalls', { meanStalledSteps: 90 }, [/still for 450 steps .*plain at λ 8: 90 % of 100 steps per episode/]],
    ['short stalls', { meanStalledSteps: 9 }, []],
    ['stalls that were not recorded', { meanStalledSteps: null }, []],
  ])('tell of %s', (_, changed, messages) => {
    const warnings = warningsOf([toyRow({}), toyRow({ lambda: 8, ...changed })]);
    expect(warnings).toEqual(messages.map((message) => expect.stringMatching(message)));
  });

  it('count what many rows share instead of repeating it', () => {
    const rows = [1, 2, 4, 8, 16].flatMap((lambda) =>
      ['plain', 'sap100', 'sap50'].map((agent) => toyRow({ lambda, agent, truncatedBySteps: 1 })),
    );
    expect(warningsOf(rows)).toEqual([
      expect.stringMatching(/^In 15 rows, episodes were truncated .*plain at λ 1: 1 of 20; .*and 12 more\)\.$/),
    ]);
  });
});
