/** Plays a vector environment and ale-py's `AtariVectorEnv` alike, and returns what both gave as lines of text. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { crc32 } from '../../src/conformance/crc32.js';
import { createVectorEnvironment, type NodeVectorOptions } from '../../src/node.js';
import type { VectorReset, VectorStep } from '../../src/vector/vector-environment.js';
import { rowOf } from './vectors.js';

/** Names of options here and there. */
const names = {
  autoreset: 'autoreset_mode',
  frameSkip: 'frameskip',
  maxPool: 'maxpool',
  noopMax: 'noop_max',
  fireReset: 'use_fire_reset',
  episodicLife: 'episodic_life',
  lifeLossInfo: 'life_loss_info',
  rewardClipping: 'reward_clipping',
  maxFramesPerEpisode: 'max_num_frames_per_episode',
  repeatActionProbability: 'repeat_action_probability',
  fullActionSpace: 'full_action_space',
} as const satisfies Partial<Record<keyof NodeVectorOptions, string>>;

export type ComparedOptions = Partial<Pick<NodeVectorOptions, keyof typeof names>>;

export type Call =
  | { readonly reset: { readonly seed?: number; readonly mask?: readonly boolean[] } }
  | { readonly step: readonly number[] };

/** The Python interpreter that has ale-py 0.12.1 with Gymnasium, or the reason why there is none. */
export function alePyVector(): { readonly python: string } | { readonly missing: string } {
  const python = process.env.PYTHON ?? 'python3';
  const program = 'import ale_py, ale_py.vector_env; print(ale_py.__version__)';
  const { status, stdout, stderr, error } = spawnSync(python, ['-c', program], { encoding: 'utf8' });
  if (status === 0 && stdout.trim() === '0.12.1') return { python };
  return { missing: error?.message ?? (stdout || stderr).trim().split('\n').at(-1) ?? 'it failed' };
}

/**
 * Whether the last observations of episodes are compared: there are some with `SameStep`. With `lifeLossInfo`, those of ale-py are
 * memory that was never written, where the episode continues.
 */
const hasFinals = ({ autoreset, lifeLossInfo, episodicLife = false }: ComparedOptions) =>
  autoreset === 'SameStep' && (!lifeLossInfo || episodicLife);

/** Plays ale-py's environment. @param game its name there, like `space_invaders` */
export function playAlePy(
  python: string,
  game: string,
  numEnvs: number,
  options: ComparedOptions,
  calls: readonly Call[],
) {
  const renamed = Object.entries(options).map(([name, value]) => [names[name as keyof typeof names], value]);
  const script = fileURLToPath(new URL('./ale_py_vector.py', import.meta.url));
  const input = JSON.stringify({
    game,
    numEnvs,
    options: Object.fromEntries(renamed),
    finals: hasFinals(options),
    calls,
  });
  const { status, stdout, stderr } = spawnSync(python, [script], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(`ale-py failed or took over two minutes: ${stderr}`);
  return stdout.trim().split('\n');
}

/** Plays the environment of this package with the same calls. */
export async function playOurs(
  rom: Uint8Array,
  numEnvs: number,
  options: ComparedOptions & { readonly threads?: number },
  calls: readonly Call[],
): Promise<string[]> {
  const environment = await createVectorEnvironment({ rom, numEnvs, layout: 'NCHW', compatible: 'ale-py', ...options });
  try {
    return calls.map((call) => {
      if ('step' in call) return line(environment.step(call.step), hasFinals(options));
      const { seed, mask } = call.reset;
      const result = environment.reset({ ...(seed !== undefined && { seed }), ...(mask && { resetMask: mask }) });
      return line(result, false);
    });
  } finally {
    await environment.dispose();
  }
}

function line(result: VectorReset | VectorStep, withFinals: boolean): string {
  const { observations, info } = result;
  const none = new Int32Array(info.lives.length);
  const { rewards, terminated, truncated } = { rewards: none, terminated: none, truncated: none, ...result };
  const ends = [...terminated.keys()].filter((i) => terminated[i] || truncated[i]);
  const finals = withFinals ? ends.map((i) => crc32(rowOf(info.finalObservations, i))) : [];
  const counts = [info.lives, info.frameNumbers, info.episodeFrameNumbers];
  const columns = [rewards, terminated, truncated, ...counts, finals];
  return `${crc32(observations)} ${columns.map((column) => column.join()).join(' ')}`.trimEnd();
}
