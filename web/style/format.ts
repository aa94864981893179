/** Numbers and times as people read them. */

/** `1.23`, `14k`, `1.5M`: about three digits. */
export function compact(value: number): string {
  const size = Math.abs(value);
  for (const [unit, name] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e4, 'k'],
  ] as const) {
    if (size >= unit) return `${minus(digits(value / (name === 'k' ? 1e3 : unit)))}${name}`;
  }
  if (size !== 0 && size < 1e-3) return minus(value.toExponential(1));
  return minus(digits(value));
}

/** Three digits, but all those before the point; no zeros at the end. */
function digits(value: number): string {
  const size = Math.abs(value);
  return String(Number(size >= 100 ? value.toFixed(0) : value.toPrecision(3)));
}

const minus = (text: string): string => text.replace('-', '−');

export const bytes = (value: number): string => {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(value) / 10));
  return `${digits(value / 1024 ** power)} ${units[power]}`;
};

/** `45 s`, `12 min`, `3.4 h`, `2.1 d` */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 129_600) return `${(seconds / 3600).toFixed(1)} h`;
  return `${(seconds / 86_400).toFixed(1)} d`;
}

/** `12 min ago` @param now milliseconds since 1970 */
export const ago = (time: string, now: number): string =>
  `${duration(Math.max(0, (now - Date.parse(time)) / 1000))} ago`;

export const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

/** A value of a config. */
export const shown = (value: unknown): string =>
  value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value);
