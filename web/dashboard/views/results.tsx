/** One evaluation: curves against λ, and the tables and sentences of its report. */
import type { ResultsDetails } from '../../../src/dashboard/types.js';
import { Report } from '../../report/report.js';
import { useAnswer } from '../api.js';
import { Films, State } from '../parts.js';

export function ResultsView({ id }: { readonly id: string }) {
  const { data, error } = useAnswer<ResultsDetails>(`/api/results?${new URLSearchParams({ id })}`);
  if (!data) return <p class="notice">{error ?? 'Reading the evaluation…'}</p>;
  const { summary, blocks, panels, lines, missing, films } = data;
  return (
    <>
      <div class="row">
        <h1>{summary.name}</h1>
        <State state={summary.state} />
        <span class="muted number">
          {summary.kind}, {lines.toLocaleString('en')} lines
          {summary.state === 'running' && '; below is what is finished so far'}
        </span>
      </div>
      {missing !== undefined && <p class="notice">{missing}</p>}
      <Report {...{ panels, blocks }} />
      <Films films={films} />
    </>
  );
}
