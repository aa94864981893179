/** One evaluation: curves against λ, and the tables and sentences of its report. */
import { useMemo } from 'preact/hooks';
import type { Block, LambdaPanel, ResultsDetails } from '../../../src/dashboard/types.js';
import { Chart } from '../../charts/chart.js';
import { useAnswer } from '../api.js';
import { Films, Scrolled, Section, State } from '../parts.js';

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
        </span>
      </div>
      {missing !== undefined && <p class="notice">{missing}</p>}
      {panels.length > 0 && (
        <Section title={`${panels[0]!.y} against λ, with 95 % intervals`}>
          <div class="charts">
            {panels.map((panel) => (
              <LambdaChart key={panel.title} panel={panel} />
            ))}
          </div>
        </Section>
      )}
      {blocks.length > 0 && (
        <article class="card stack report">
          {blocks.map((block, i) => (
            <Part key={i} block={block} />
          ))}
        </article>
      )}
      <Films films={films} />
    </>
  );
}

function LambdaChart({ panel: { title, lambdas, lines } }: { readonly panel: LambdaPanel }) {
  const series = useMemo(
    () =>
      lines.map(({ name, mean, low, high }, style) => ({
        ...{ label: name, x: lambdas, y: mean, low, high, style, points: true },
      })),
    [JSON.stringify(lines), lambdas.join()],
  );
  return <Chart title={title} x="λ (gray levels)" series={series} />;
}

function Part({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'title':
      return <p class="muted">{block.text}</p>;
    case 'heading':
      return <h2>{block.text}</h2>;
    case 'paragraph':
      return <p>{block.text}</p>;
    case 'list':
      return (
        <ul>
          {block.items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      );
    case 'table':
      return <ReportTable {...block} />;
  }
}

function ReportTable({ columns, rows }: Extract<Block, { kind: 'table' }>) {
  const side = (i: number) => (columns[i]?.align === 'right' ? 'right' : '');
  return (
    <Scrolled label={`table of ${columns.map(({ title }) => title).join(', ')}`}>
      <table class="numbers">
        <thead>
          <tr>
            {columns.map(({ title }, i) => (
              <th key={title} scope="col" class={side(i)}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.join('\t')}>
              {row.map((cell, i) => (
                <td key={columns[i]!.title} class={side(i)}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolled>
  );
}
