/** Finds the recordings in a folder. The kind of a recording is detected from its contents. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Core } from '../console/core.js';
import { findGame } from '../games/game-table.js';
import type { ALEModule } from '../platform/module.js';
import { type CoreTrace, runCoreTrace } from './core.js';
import { type CoreVector, runCoreVector } from './core-vectors.js';
import { type ProbeFile, runProbeCase } from './environment.js';
import { type ModesFile, runModeCase } from './modes.js';
import { type RewardsFile, runRewards } from './rewards.js';

export interface ConformanceCase {
  readonly name: string;
  /** @returns the first mismatch, or undefined if everything is equal */
  readonly run: () => string | undefined;
}

/** The implementation under test. */
export interface TestedCore {
  readonly module: ALEModule;
  /** Returns a new console. */
  readonly instantiate: () => Core;
}

/**
 * Yields all cases of all recordings in a folder, in the order of the file names; also those of a `core-vectors.json` beside it.
 * Other files are ignored.
 */
export function* conformanceCases(folder: string, tested: TestedCore): Generator<ConformanceCase> {
  const beside = join(dirname(folder), 'core-vectors.json');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  for (const file of files.filter((name) => /\.json(\.gz)?$/.test(name))) {
    yield* casesOf(file.replace(/\.json(\.gz)?$/, ''), read(join(folder, file)), tested);
  }
  if (existsSync(beside)) yield* casesOf(relative(dirname(folder), beside).replace('.json', ''), read(beside), tested);
}

function* casesOf(name: string, content: unknown, { module, instantiate }: TestedCore): Generator<ConformanceCase> {
  if (isRewards(content)) {
    yield { name, run: () => runRewards(content, findGame(module.games, content.game)) };
  } else if (isModes(content)) {
    for (const [id, cases] of Object.entries(content.games)) {
      const game = findGame(module.games, id);
      for (const one of cases) yield { name: `${name}/${id}-${one.mode}`, run: () => runModeCase(one, game) };
    }
  } else if (isCoreTrace(content)) {
    yield { name, run: () => runCoreTrace(content, instantiate()) };
  } else if (isCoreVectors(content)) {
    for (const vector of content) {
      yield { name: `${name}/${vector.name}`, run: () => runCoreVector(vector, instantiate()) };
    }
  } else if (isProbe(content)) {
    for (const one of content.cases) {
      yield { name: `${name}/${one.name}`, run: () => runProbeCase(content, one, module) };
    }
  }
}

function read(path: string): unknown {
  const bytes = readFileSync(path);
  const text = path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  try {
    return JSON.parse(text.toString('utf8'));
  } catch (cause) {
    throw new Error(`${basename(path)} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

const has = (content: unknown, ...keys: string[]) =>
  typeof content === 'object' && content !== null && keys.every((key) => key in content);
const isRewards = (content: unknown): content is RewardsFile => has(content, 'game', 'ram', 'steps');
const isModes = (content: unknown): content is ModesFile =>
  has(content, 'games') &&
  Object.values((content as ModesFile).games).every((cases) => Array.isArray(cases) && has(cases[0], 'seen', 'calls'));
const isCoreTrace = (content: unknown): content is CoreTrace => has(content, 'rom', 'actions', 'screen_crc');
const isCoreVectors = (content: unknown): content is CoreVector[] =>
  Array.isArray(content) &&
  content.length > 0 &&
  content.every((vector) => has(vector, 'rom', 'frames', 'hmoveBlanks'));
const isProbe = (content: unknown): content is ProbeFile => has(content, 'rom', 'cases');
