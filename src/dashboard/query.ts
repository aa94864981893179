/** What requests of the dashboard ask for. */
import { UsageError } from '../common/errors.js';
import { parseNumber } from '../common/limits.js';
import { evaluationsName, metricsName, timingName } from '../storage/runs/names.js';
import type { BucketOptions } from './rows/downsample.js';
import type { RowGroup } from './types.js';

/** The file of each group of rows. */
export const rowFiles: Readonly<Record<RowGroup, string>> = {
  train: metricsName,
  evaluation: evaluationsName,
  clock: timingName,
};

const defaultPoints = 800;
const mostPoints = 5000;
/** Runs that one request may compare. */
const mostRuns = 100;

/** @throws UsageError without an id */
export function idOf(query: URLSearchParams): string {
  const id = query.get('id');
  if (id === null) throw new UsageError('expected ?id=, an id that /api/runs lists');
  return id;
}

/** @throws UsageError for none, or too many */
export function runIds(query: URLSearchParams): string[] {
  const ids = query.getAll('id');
  if (ids.length > 0 && ids.length <= mostRuns) return ids;
  throw new UsageError(`expected 1 to ${mostRuns} runs as ?id=…&id=…, got ${ids.length}`);
}

/** Parses `keys=train/loss,clock/residentBytes`. @throws UsageError for another form */
export function keysByGroup(query: URLSearchParams): Map<RowGroup, string[]> {
  const groups = new Map<RowGroup, string[]>();
  for (const name of (query.get('keys') ?? '').split(',')) {
    const [, group, key] = /^(\w+)\/(\w+)$/.exec(name) ?? [];
    if (group === undefined || !Object.hasOwn(rowFiles, group)) {
      throw new UsageError('expected keys such as train/loss, evaluation/return or clock/residentBytes, with commas');
    }
    const found = groups.get(group as RowGroup) ?? [];
    groups.set(group as RowGroup, [...found, key!]);
  }
  return groups;
}

/** Parses `keys` that name one. @throws UsageError for others */
export function oneKey(query: URLSearchParams): { readonly group: RowGroup; readonly key: string } {
  const [[group, keys], ...others] = [...keysByGroup(query)] as [[RowGroup, string[]], ...unknown[]];
  if (others.length === 0 && keys.length === 1) return { group, key: keys[0]! };
  throw new UsageError('keys: expected a single key, got several');
}

/** Parses `known-train=64x12`: 12 buckets of 64 rows are known. Anything else stands for none. */
export function knownOf(query: URLSearchParams, group: RowGroup): BucketOptions['known'] {
  const [, bucketRows, buckets] = /^(\d{1,9})x(\d{1,9})$/.exec(query.get(`known-${group}`) ?? '') ?? [];
  return bucketRows && buckets ? { bucketRows: Number(bucketRows), buckets: Number(buckets) } : undefined;
}

/** @throws UsageError for what is no number */
export function numberOf(query: URLSearchParams, key: string): number | undefined {
  const text = query.get(key);
  if (text === null) return undefined;
  const value = parseNumber(text);
  if (value === undefined) throw new UsageError(`${key}: expected a number, got ${JSON.stringify(text)}`);
  return value;
}

/** Points of a curve. */
export const pointsOf = (query: URLSearchParams): number =>
  Math.min(mostPoints, Math.max(2, Math.floor(numberOf(query, 'points') ?? defaultPoints)));
