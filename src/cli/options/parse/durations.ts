/** Options that take a time. */
import { InvalidArgumentError } from 'commander';
import { isWithin, type Limit } from '../../../common/limits.js';

const unitSeconds = { d: 86_400, h: 3600, m: 60, s: 1 } as const;

/** Returns a parser of times such as `90s`, `30m`, `1.5h` or `1h30m`, as seconds within the limit. */
export const durationOption =
  (limit: Limit) =>
  (text: string): number => {
    const parts = /^(?:\d+(?:\.\d+)?[dhms])+$/.test(text) ? [...text.matchAll(/([\d.]+)([dhms])/g)] : [];
    const seconds = parts.reduce((sum, [, count, unit]) => sum + Number(count) * unitSeconds[unit as 'd'], 0);
    if (parts.length > 0 && isWithin(limit, seconds)) return seconds;
    throw new InvalidArgumentError(
      `expected a time above 0 with its unit (s, m, h or d), such as 30m or 1h30m, at most ${limit.most} s (${limit.reason}), got "${text}"`,
    );
  };
