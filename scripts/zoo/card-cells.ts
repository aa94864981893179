/** Cells and tables of Markdown about model cards. */
import type { AgentCard } from '../../src/agent/zoo/card.js';
import { fixed, withInterval } from '../../src/common/format.js';

/** `1,234` */
export const count = (value: number): string => value.toLocaleString('en-US');
/** Hours with one decimal. */
export const hours = (value: number): string => fixed(value, 1);
/** `12.3 [11.0, 13.5]` */
export const points = ({ mean, interval }: Pick<AgentCard['score'], 'mean' | 'interval'>): string =>
  withInterval(mean, interval, 1);
/** Percent, without the sign; `n/a` for a game without published scores. */
export const human = ({ humanNormalized }: AgentCard['score']): string =>
  humanNormalized === null ? 'n/a' : fixed(humanNormalized * 100, 1);

/** A table as Markdown. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
