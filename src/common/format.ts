/** Numbers as people read them, in tables and sentences. Files for programs (CSV, JSON) hold them unrounded. */
import type { Interval } from './interval.js';

/** With a true minus sign, and none before a zero: `−4.50`, `0.00`. */
export function fixed(value: number, digits = 2): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** With its sign: `+12.3`, `−4.5`; a zero has none: `0.0`. */
export function signed(value: number, digits = 2): string {
  const text = fixed(value, digits);
  return text.startsWith('−') || Number(text) === 0 ? text : `+${text}`;
}

/** `[−1.80, 3.20]`; `[n/a]` where there is none. */
export const brackets = (interval: Interval | null, print: (end: number) => string): string =>
  `[${interval?.map(print).join(', ') ?? 'n/a'}]`;

/** `19.60 [19.00, 20.00]`; the value alone where there is no interval. */
export const withInterval = (value: number, interval: Interval | null, digits = 2): string =>
  `${fixed(value, digits)}${interval ? ` ${brackets(interval, (end) => fixed(end, digits))}` : ''}`;

/** A difference: `+8.00 [+4.80, +11.20]`. */
export const signedWithInterval = (value: number, interval: Interval | null, digits = 2): string =>
  `${signed(value, digits)} ${brackets(interval, (end) => signed(end, digits))}`;

/** A mean score with its interval. */
export const score = ({ mean, interval }: { readonly mean: number; readonly interval: Interval | null }): string =>
  withInterval(mean, interval);

/** A share in %, for a column of them: `87.3`, `100.0`. */
export const hundredths = (share: number, digits = 1): string => fixed(share * 100, digits);

/** A share in a sentence: `87.3 %`, `100 %`, `0 %`, `less than 0.1 %`, `more than 99.9 %`. */
export function percent(share: number): string {
  if (share === 0 || share === 1) return `${share * 100} %`;
  const text = (share * 100).toFixed(1);
  if (text === '0.0') return 'less than 0.1 %';
  if (text === '100.0') return 'more than 99.9 %';
  return `${text} %`;
}

/** `6.7 % [1.8, 21.3]` */
export const percentWithInterval = (share: number, interval: Interval): string =>
  `${percent(share)} ${brackets(interval, (end) => hundredths(end))}`;

/** `0.041`, `0.0005`, `< 0.0001`, `1`. */
export function pValue(p: number): string {
  if (p >= 1) return '1';
  if (p < 0.0001) return '< 0.0001';
  return p < 0.001 ? p.toFixed(4) : p.toFixed(3);
}

/** In a sentence: `p = 0.041`, `p < 0.0001`. */
export const pEquals = (p: number): string => `p ${p < 0.0001 ? '' : '= '}${pValue(p)}`;

/** `1 game`, `2 games`. */
export const plural = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : nouns}`;

/** So many significant digits, never with an exponent: `947`, `1230`, `0.00025`. */
export function significant(value: number, digits = 3): string {
  if (value === 0 || !Number.isFinite(value)) return fixed(value, 0);
  const rounded = Number(value.toPrecision(digits));
  const exponent = Math.floor(Math.log10(Math.abs(rounded)));
  return fixed(rounded, Math.min(20, Math.max(0, digits - 1 - exponent)));
}
