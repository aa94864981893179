/** The report of an evaluation: curves against λ, tables and sentences. */
import { useMemo } from 'preact/hooks';
import { groupBy } from '../../src/common/group-by.js';
import type { Block, LambdaPanel, ResultsDetails } from '../../src/dashboard/types.js';
import { Chart } from '../charts/chart.js';
import { Scrolled, Section } from './parts.js';

export function Report({ panels, blocks }: Pick<ResultsDetails, 'panels' | 'blocks'>) {
  return (
    <>
      {panels.length > 0 && (
        <div class="panels">
          {[...groupBy(panels, ({ y }) => y)].map(([y, group]) => (
            <Section key={y} title={`${capital(y)} against λ${group.some(hasInterval) ? ', with 95 % intervals' : ''}`}>
              <div class="charts">
                {group.map((panel) => (
                  <LambdaChart key={panel.title} panel={panel} />
                ))}
              </div>
            </Section>
          ))}
        </div>
      )}
      {blocks.length > 0 && (
        <article class="card stack report">
          {blocks.map((block, i) => (
            <Part key={i} block={block} />
          ))}
        </article>
      )}
    </>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const hasInterval = ({ lines }: LambdaPanel): boolean => lines.some(({ low }) => low.some((end) => end !== null));

function LambdaChart({ panel: { title, y, lambdas, lines } }: { readonly panel: LambdaPanel }) {
  const series = useMemo(
    () =>
      lines.map(({ name, mean, low, high }, style) => ({
        ...{ label: name, x: lambdas, y: mean, low, high, style, points: true },
      })),
    [JSON.stringify(lines), lambdas.join()],
  );
  return <Chart title={title} y={y} x="λ (gray levels)" series={series} ticks={lambdas} showsLast={false} />;
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
