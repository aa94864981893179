/**
 * How much faster is the vector environment than ale-py's own AtariVectorEnv, with the same outputs? Five games, 1, 8 and 32
 * consoles, two threads each (one console of ours plays in the calling thread), random actions. Needs PYTHON to have ale-py 0.12.1 with gymnasium, whose ROMs are played.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createVectorEnvironment, findAlePyRoms, type VectorEnvironment, type VectorStep } from 'ale-js/node';
import { createRandom } from '../src/common/random.js';
import { benchFlags } from './flags.js';
import { median, record } from './harness.js';

const { rounds, steps, consoles, games, threads, smoke } = benchFlags(
  { rounds: [9, 2], steps: [1600, 64], threads: [2, 2] },
  { consoles: ['all', '1', '8', '32'], games: ['all', 'Pong', 'Breakout', 'Seaquest', 'Bowling', 'BeamRider'] },
);
const chosen = <T extends string>(choice: string, all: readonly T[]) =>
  choice === 'all' ? all : all.filter((one) => one === choice);
const counts = chosen(consoles, ['1', '8', '32']).map(Number);
const names = chosen(games, ['Pong', 'Breakout', 'Seaquest', 'Bowling', 'BeamRider']);
const seed = 1;

const python = process.env.PYTHON ?? 'python3';
const folder = findAlePyRoms();
if (folder === undefined) {
  console.log(
    'no ROMs: set PYTHON to a Python 3 with ale-py 0.12.1 and gymnasium (pip install ale-py==0.12.1 gymnasium)',
  );
  process.exit();
}

interface Slice {
  readonly seconds: number;
  /** Seconds of processors, all threads together: does not count what other programs on the machine take. */
  readonly cpu: number;
  readonly checksum: string;
}

/** `AtariVectorEnv` in a process of its own. */
async function startPeer(game: string, numEnvs: number) {
  const script = fileURLToPath(new URL('./peers/atari_vector.py', import.meta.url));
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const replies = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const request = async (message: unknown) => {
    child.stdin.write(`${JSON.stringify(message)}\n`);
    const { value, done } = await replies.next();
    if (done) throw new Error('the peer ended: its error is above');
    return JSON.parse(value);
  };
  const { version } = await request({
    game: game.replace(/(?<=[a-z])(?=[A-Z])/, '_').toLowerCase(),
    numEnvs,
    threads,
    seed,
  });
  if (version !== '0.12.1') throw new Error(`expected ale-py 0.12.1, got ${version}`);
  return {
    play: (actions: readonly number[]): Promise<Slice> => request({ actions }),
    end: () => child.stdin.end(),
  };
}

function playOurs(environment: VectorEnvironment, actions: readonly number[]): Slice {
  const { numEnvs } = environment;
  let result: VectorStep | undefined;
  const [start, before] = [performance.now(), process.cpuUsage()];
  for (let at = 0; at < actions.length; at += numEnvs) result = environment.step(actions.slice(at, at + numEnvs));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const { observations, rewards, terminated, truncated, info } = result!;
  const numbers = [rewards, terminated, truncated, info.lives, info.frameNumbers, info.episodeFrameNumbers];
  const checksum = createHash('md5').update(observations);
  checksum.update(new Uint8Array(Int32Array.from(numbers.flatMap((each) => [...each])).buffer));
  return { seconds, cpu: (user + system) / 1e6, checksum: checksum.digest('hex') };
}

/** Plays slices one after the other, and returns the ratios of time (theirs / ours) and ours' frames a second. */
async function compare(game: string, numEnvs: number) {
  const options = { game, romFolders: [folder!], numEnvs, threads: numEnvs === 1 ? 0 : threads, seed };
  const environment = await createVectorEnvironment({ ...options, compatible: 'ale-py', layout: 'NCHW' });
  const peer = smoke ? undefined : await startPeer(game, numEnvs);
  try {
    environment.reset();
    const rng = createRandom(seed);
    const slices: { ours: Slice; theirs: Slice | undefined }[] = [];
    const size = numEnvs * Math.max(1, Math.round(steps / (numEnvs + 4)));
    for (let round = -2; round < rounds; round++) {
      const actions = Array.from({ length: size }, () => rng.integer(environment.actions.length));
      const theirs = await peer?.play(actions);
      const ours = playOurs(environment, actions);
      if (theirs && ours.checksum !== theirs.checksum)
        throw new Error(`${game}, ${numEnvs} consoles: the outputs differ`);
      if (round >= 0) slices.push({ ours, theirs });
    }
    const ratioOf = (time: 'seconds' | 'cpu') =>
      median(slices.map(({ ours, theirs }) => (theirs?.[time] ?? 0) / ours[time])); // 0 in a smoke run
    return {
      ratio: ratioOf('seconds'),
      cpuRatio: ratioOf('cpu'),
      framesPerSecond: (4 * size) / median(slices.map(({ ours }) => ours.seconds)),
    };
  } finally {
    peer?.end();
    await environment.dispose();
  }
}

const figures: Record<string, number> = {};
const ratios: number[] = [];
const cpuRatios: number[] = [];
for (const game of smoke ? names.slice(0, 1) : names) {
  for (const numEnvs of counts) {
    const { ratio, cpuRatio, framesPerSecond } = await compare(game, numEnvs);
    if (smoke) {
      console.log(`${game}, ${numEnvs}: ours, frames/s ${framesPerSecond.toFixed(0)}`);
      continue;
    }
    ratios.push(ratio);
    cpuRatios.push(cpuRatio);
    figures[`${game}, ${numEnvs}: ours / AtariVectorEnv`] = ratio;
    figures[`${game}, ${numEnvs}: the same, processor time`] = cpuRatio;
    figures[`${game}, ${numEnvs}: ours, frames/s`] = framesPerSecond;
    console.log(
      `${game.padEnd(10)} ${String(numEnvs).padStart(2)}  ${ratio.toFixed(2)} ×, processor time ${cpuRatio.toFixed(2)} ×`,
    );
  }
}
if (smoke) process.exit();
record('vector-ale', {
  ...figures,
  'least ratio': Math.min(...ratios),
  'median ratio': median(ratios),
  'least ratio, processor time': Math.min(...cpuRatios),
  'median ratio, processor time': median(cpuRatios),
});
