/** The end of every report: checks, warnings and notes. */
import { plural } from '../../common/format.js';
import { joined, type Renderer, section } from '../../report/renderer.js';
import type { Column } from '../../report/table.js';
import type { Check } from '../checks/check.js';

const trustQuestion = 'Can these numbers be trusted?';

const checkColumns: readonly Column<Check>[] = [
  { title: 'check', align: 'left', cell: ({ check }) => check },
  { title: 'result', align: 'left', cell: ({ verdict }) => verdict },
  { title: 'details', align: 'left', cell: ({ text }) => text },
];

/** Failed checks, a sentence each. */
export const failedChecks = (checks: readonly Check[]): string[] =>
  checks.flatMap(({ check, verdict, text }) => (verdict === 'failed' ? [`Check "${check}" failed: ${text}.`] : []));

/** `2 checks failed, 3 passed, 1 measured, 5 not made` */
export function checkCounts(checks: readonly Check[]): string {
  const count = (verdict: Check['verdict']) => checks.filter((each) => each.verdict === verdict).length;
  const failed = count('failed');
  return [
    failed === 0 ? 'No check failed' : `${plural(failed, 'check')} failed`,
    ...(['passed', 'measured', 'not made'] as const).flatMap((verdict) =>
      count(verdict) > 0 ? [`${count(verdict)} ${verdict}`] : [],
    ),
  ].join(', ');
}

export interface Closing {
  readonly checks: readonly Check[];
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

/** Failed checks are always shown; the others in files and verbose output only. */
export function closing(renderer: Renderer, { checks, warnings, notes }: Closing): string {
  const made = checks.length > 0;
  const hint = renderer.verbose || !made ? '' : ' (--verbose lists them)';
  return joined([
    section(renderer, trustQuestion, [
      renderer.verbose ? renderer.table(checkColumns, checks) : renderer.list(failedChecks(checks)),
      made ? renderer.paragraph(`${checkCounts(checks)}${hint}.`) : '',
      renderer.list(warnings.map((warning) => `Warning: ${warning}`)),
    ]),
    section(renderer, 'Notes', [renderer.list(notes)]),
  ]);
}
