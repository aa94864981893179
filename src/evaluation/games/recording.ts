/**
 * What the network did in an episode that is not finished. To resume, the episode is played again from its start with the
 * recorded actions, without the network: some thousand steps a second, and the same sums in the same order.
 */
import { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import { count, gap, grayLevels, share } from '../../storage/results/line-values.js';
import type { Job } from '../settings.js';

/** An action of the network, with its measurements. */
export interface Taken {
  /** Index of the agent step. */
  readonly step: number;
  readonly action: number;
  readonly seconds: number;
  readonly qGap: number;
  /** Whether it differs from the plain network's action at the true observation. */
  readonly flipped: boolean;
  readonly sampleAgreement: number;
  /** Absent where the step was not attacked. */
  readonly attack?: {
    readonly zeroGradientShare: number | null;
    readonly linfNorm: number;
  };
}

/** Some actions in a row. */
export interface EpisodePart {
  readonly taken: readonly Taken[];
  /** After the last of them, the stack as the agent saw it: float32 in base64; only where older frames keep their perturbation. */
  readonly seen?: string;
}

/** An episode to be played; `parts` are those of an earlier process. */
export interface EpisodeJob extends Job {
  readonly parts?: readonly EpisodePart[];
}

export const episodePartSchema = z.object({
  taken: z.array(
    z.object({
      ...{ step: count, action: count, seconds: z.number().min(0), qGap: gap, flipped: z.boolean() },
      sampleAgreement: share,
      attack: z.object({ zeroGradientShare: share.nullable(), linfNorm: grayLevels }).exactOptional(),
    }),
  ),
  seen: z.base64().exactOptional(),
}) satisfies z.ZodType<EpisodePart>;

/** A part is passed on at most this often. */
const periodMs = 1000;
/** The same, where a part contains a stack, which has 150 kB. */
const stackPeriodMs = 20_000;

export interface RecorderOptions {
  /** Of an earlier process. */
  readonly parts?: readonly EpisodePart[] | undefined;
  /** Whether parts contain the stack that the agent saw. */
  readonly withStacks: boolean;
  readonly onPart?: ((part: EpisodePart) => void) | undefined;
  /** Returns milliseconds. */
  readonly now?: () => number;
}

export interface Recorder {
  /** The stack that the agent saw after the last recorded action. */
  readonly seen: Float32Array | undefined;
  /** Whether recorded actions are left. */
  readonly isReplaying: boolean;
  /** Returns the action that was recorded of a step; undefined after the last one. @throws UsageError for one of another step */
  recorded(step: number): Taken | undefined;
  /** Records an action. @param seen the stack as the agent saw it */
  add(taken: Taken, seen: Float32Array | undefined): void;
  /** Passes on what was recorded since the last part. */
  flush(): void;
}

export function createRecorder({
  parts = [],
  withStacks,
  onPart,
  now = () => performance.now(),
}: RecorderOptions): Recorder {
  const known = parts.flatMap(({ taken }) => taken);
  let replayed = 0;
  let taken: Taken[] = [];
  let lastSeen: Float32Array | undefined;
  let partAt = now();

  function flush() {
    if (taken.length > 0) onPart?.({ taken, ...(lastSeen && { seen: asBase64(lastSeen) }) });
    taken = [];
    partAt = now();
  }
  return {
    seen: asStack(parts.at(-1)?.seen),
    get isReplaying() {
      return replayed < known.length;
    },
    recorded(step) {
      const next = known[replayed];
      if (!next) return undefined;
      if (next.step !== step) {
        throw new UsageError(`unfinished episode: expected an action of step ${step}, got one of step ${next.step}`);
      }
      replayed++;
      return next;
    },
    add(each, seen) {
      if (!onPart) return;
      taken.push(each);
      if (withStacks) lastSeen = seen;
      if (now() - partAt >= (withStacks ? stackPeriodMs : periodMs)) flush();
    },
    flush,
  };
}

const asBase64 = ({ buffer, byteOffset, byteLength }: Float32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

/** Copies, since the bytes of a small Buffer may begin anywhere. */
const asStack = (text: string | undefined): Float32Array | undefined =>
  text === undefined ? undefined : new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);
