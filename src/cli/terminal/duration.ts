/** Seconds as people read them: 75 → `1m15s`, 4200 → `1h10m`, 270000 → `3d3h`; `–` where they are not known. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const s = Math.round(seconds);
  if (s < 60) return `${s}s`;
  if (s < 3600) return `${Math.floor(s / 60)}m${s % 60}s`;
  const h = Math.floor(s / 3600);
  return h < 72 ? `${h}h${Math.floor((s % 3600) / 60)}m` : `${Math.floor(h / 24)}d${h % 24}h`;
}
