/**
 * How many steps a second does the training of configs/laptop.json (parallel Q-learning) make on Pong, all in, against the same
 * algorithm in PyTorch on ale-py's AtariVectorEnv?
 *
 * Windows of ours and of the peer alternate: training waits while the peer runs. Needs PYTHON to have torch, and ale-py with gymnasium,
 * whose ROM is played.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findAlePyRoms } from 'ale-js/node';
import { loadConfig } from '../src/agent/config.js';
import { openLibrary } from '../src/env/library.js';
import { train } from '../src/training/agent/train.js';
import { benchFlags } from './flags.js';
import { median, pythonPeer, record } from './harness.js';

const { windows, rounds, threads, smoke } = benchFlags({ windows: [5, 1], rounds: [6, 1], threads: [2, 2] });
/** Rounds that do not count. A round is a rollout and what is learned from it. */
const warmUp = smoke ? 1 : 2;

const folder = findAlePyRoms();
if (folder !== undefined) process.env.ALE_ROM_DIR ??= folder;
const library = await openLibrary();
const game = library.has(library.named('pong')) ? 'pong' : 'catch';
/** Threads that wait actively are faster on an idle machine, and much slower on a busy one. */
const peerSettings = {
  '1 thread': { threads: 1, waiting: 'passive' },
  [`${threads} threads, active waiting`]: { threads, waiting: 'active' },
  [`${threads} threads, passive waiting`]: { threads, waiting: 'passive' },
};
if (game !== 'pong') {
  console.log(
    'no ROM of Pong: Catch is played, without the peer; set PYTHON to a Python 3 with torch, ale-py and gymnasium',
  );
}

const scale = smoke ? { environments: 4, rolloutSteps: 8, minibatches: 2 } : {};
const laptop = fileURLToPath(new URL('../configs/laptop.json', import.meta.url));
const settings = loadConfig({ file: laptop, flags: { game, threads, gradientSlices: threads, ...scale } });
const { environments, rolloutSteps, epochs, minibatches } = settings;
const roundSteps = environments * rolloutSteps;
const first = warmUp * roundSteps;
const config = { ...settings, totalSteps: first + windows * rounds * roundSteps };

const ours: number[] = [];
const peers =
  game === 'pong' ? Object.entries(peerSettings).map(([name, how]) => ({ name, how, times: [] as number[] })) : [];
let hasPeer = peers.length > 0;

function runPeers(): void {
  for (const { how, times } of peers) {
    const scale = { environments, rolloutSteps, epochs, minibatches, rounds, windows: 1 };
    const measured = hasPeer ? pythonPeer('pqn_loop.py', JSON.stringify({ game, ...scale, ...how })) : undefined;
    hasPeer = measured !== undefined;
    times.push(...(measured ?? []));
  }
}

const run = mkdtempSync(join(tmpdir(), 'sap-atari-pqn-'));
let since = 0;
try {
  await train(config, {
    folder: run,
    environments: { cartridge: library.open(game), rules: config, seed: config.seed },
    onProgress({ step }) {
      if (step < first || (step - first) % (rounds * roundSteps) !== 0) return;
      if (step > first) ours.push((performance.now() - since) / (rounds * roundSteps));
      runPeers();
      since = performance.now();
    },
  });
} finally {
  rmSync(run, { recursive: true });
}

const perSecond = (times: readonly number[]) => 1000 / median(times);
const figures: Record<string, number> = { [`ours, ${threads} thread(s), steps/s`]: perSecond(ours) };
if (hasPeer) {
  for (const { name, times } of peers) figures[`PyTorch, ${name}, steps/s`] = perSecond(times);
  const best = Math.max(...peers.map(({ times }) => perSecond(times)));
  figures['ours / PyTorch at its best, medians'] = perSecond(ours) / best;
}
record('pqn', figures);
