/**
 * The bounds of all numbers in flags, configs and names, each with its reason. The parsers of the command line, the schemas of configs
 * and the checks of the library use this table, and a test compares it with docs/limits.md.
 *
 * The bounds prevent commands that run forever or fail inside an allocation. The memory of a run is checked separately, for its actual
 * sizes (jobs/memory.ts).
 */

export interface Limit {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
  /** Whether `least` itself is excluded. */
  readonly above: boolean;
  /** Why larger numbers make no sense, as a clause. */
  readonly reason: string;
}

const whole = (least: number, most: number, reason: string): Limit => ({
  ...{ least, most, reason, whole: true, above: false },
});
const number = (least: number, most: number, reason: string): Limit => ({
  ...{ least, most, reason, whole: false, above: false },
});
const above = (least: number, most: number, reason: string): Limit => ({ ...number(least, most, reason), above: true });

const seed = whole(0, 0xffffffff, 'generators take 32 bits');
const share = number(0, 1, 'a share');
/** In agent steps. */
const longestRun = 1e11;
const period = whole(1, longestRun, 'no longer than the longest run');
const span = whole(0, longestRun, 'no longer than the longest run');
const minutes = number(0, 1e6, 'two years');
const threads = (least: number) => whole(least, 256, 'more than the cores of a machine gain nothing');
const samples = whole(1, 10_000, 'ten times what the paper’s Monte Carlo study takes');
const steps = whole(1, 1e9, 'years of play');

export const limits = {
  /** Keys of an agent's config. */
  agent: {
    seed,
    initFromFrames: whole(0, 1e15, 'below 2⁵³, up to which numbers are exact'),
    environments: whole(1, 1024, 'their observations lie in memory'),
    totalSteps: whole(1, longestRun, 'a thousand runs of the paper'),
    stickyActionProbability: share,
    actions: whole(1, 18, 'the actions of the console'),
    cropShiftRows: whole(-128, 128, 'half of the tallest screen'),
    gameMode: whole(0, 255, 'modes are bytes'),
    difficulty: whole(0, 3, 'two switches of two positions'),
    frameSkipFrames: whole(1, 600, 'ten seconds of play'),
    maxNoOpStartFrames: whole(0, 3600, 'a minute of play'),
    maxEpisodeFrames: whole(1, 0x7fffffff, 'the console counts frames in 32 bits'),
    hiddenLayers: whole(1, 64, 'deeper stacks without shortcuts do not train'),
    discount: share,
    nStep: whole(1, 1000, 'as many rewards are summed up for each sampled transition'),
    batchTransitions: whole(1, 16_384, 'two batches of 56 KB a transition lie beside the networks in 4 GiB'),
    learningRate: above(0, 100, 'an update divides by the size of the gradient'),
    rmspropDecay: share,
    rmspropEpsilon: above(0, 1000, 'it is added to mean squares of gradients'),
    adamMeanDecay: number(0, 0.999, 'with 1, the mean would never change'),
    adamSquareDecay: number(0, 0.999, 'with 1, the mean square would never change'),
    adamEpsilon: above(0, 1000, 'it is added to sizes of gradients'),
    maxGradientNorm: number(0, 1e9, '0 is no limit'),
    rolloutSteps: whole(1, 10_000, 'all observations of a rollout are kept, 28 KB each'),
    returnLambda: share,
    epochs: whole(1, 100, 'passes over the same steps'),
    minibatches: whole(1, 1e6, 'each has at least one step'),
    learnPeriodSteps: period,
    targetPeriodSteps: period,
    replayCapacityTransitions: whole(1, 1e8, 'a hundred times the paper’s, 700 GB of frames'),
    warmUpSteps: period,
    explorationStart: share,
    explorationEnd: share,
    explorationHoldSteps: span,
    explorationAnnealSteps: span,
    evaluationExploration: share,
    evaluationPeriodSteps: span,
    evaluationEpisodes: whole(1, 10_000, 'an evaluation is a part of a run'),
    evaluationMaxSteps: steps,
    evaluationMaxStallSteps: steps,
    metricsPeriodSteps: period,
    checkpointPeriodMinutes: minutes,
    threads: threads(0),
    gradientSlices: whole(1, 256, 'each slice holds a gradient of the whole network'),
  },
  /** Keys of a classifier's config. */
  classifier: {
    seed,
    trainImages: whole(0, 1e8, 'larger sets do not fit any memory'),
    epochs: whole(1, 100_000, 'hundreds of runs of the paper'),
    learningRate: above(0, 100, 'beyond, the first step leaves the range of the weights'),
    momentum: share,
    weightDecay: number(0, 1, 'a share of each weight'),
    batchImages: whole(1, 65_536, 'larger than the whole training set of CIFAR-10'),
    batchSlices: whole(1, 256, 'each slice holds a gradient of the whole network'),
    adversarialShare: share,
    adversarialLambda: whole(1, 255, 'pixels are gray levels from 0 to 255'),
    dropoutRate: share,
    evaluationPeriodEpochs: whole(0, 100_000, 'no longer than the longest run'),
    evaluationImages: whole(1, 1e8, 'larger sets do not fit any memory'),
    metricsPeriodSteps: whole(1, 1e9, 'no longer than the longest run'),
    checkpointPeriodMinutes: minutes,
    threads: threads(1),
  },
  /** Flags that are not keys of a config. */
  command: {
    seeds: whole(1, 1000, 'each is a run of its own'),
    memoryGigabytes: above(0, 100_000, 'more than any machine has'),
    attempts: whole(1, 100, 'what fails so often fails always'),
    parallel: whole(1, 256, 'each is a process of its own'),
    arrayTasks: whole(1, 4_000_000, 'the largest array of Slurm'),
    workers: whole(1, 256, 'each is a thread with networks of its own'),
    threads: threads(1),
    episodes: whole(1, 100_000, 'each is a line of episodes.jsonl under every setting'),
    maxSteps: steps,
    maxStallSteps: steps,
    budgetSeconds: above(0, 1e8, 'three years'),
    steps,
    filmSteps: whole(1, 27_000, 'an episode of 108,000 frames'),
    exploration: share,
    states: whole(1, 50_000, '28 KB each, hashed in one piece of less than 2 GiB'),
    every: whole(1, 1e6, 'the states of a recording span whole games'),
    images: whole(1, 1e8, 'larger sets do not fit any memory'),
    inputScale: above(0, 1, 'pixels are gray levels from 0 to 255'),
    frames: whole(1, 4, 'observations have four'),
    paddingPixels: whole(0, 42, 'half of a frame'),
    port: whole(0, 65_535, 'ports are numbers of 16 bits'),
    acceptedEpisodes: whole(1, 1000, 'more are a matter of `evaluate`'),
  },
  /** Parameters of attacks and defenses, in flags and names. */
  adversary: {
    lambda: number(0, 255, 'pixels are gray levels from 0 to 255'),
    stepSize: above(0, 255, 'pixels are gray levels from 0 to 255'),
    steps: whole(1, 1_000_000, 'hundreds of times what is published'),
    restarts: whole(1, 1000, 'ten times what is published'),
    gradientSamples: samples,
    outputSamples: samples,
    every: whole(1, 1e9, 'years of play'),
    timed: share,
    percent: above(0, 10_000, 'with a hundred draws for each unit hardly any is pruned'),
    keptPercent: above(0, 100, 'a share in percent'),
    deviation: above(0, 1000, 'noise far above any signal; more overflows float32 in deep networks'),
  },
} as const satisfies Record<string, Record<string, Limit>>;

/** Describes a limit: `a whole number from 1 to 64 (deeper stacks without shortcuts do not train)` */
export function describeLimit({ least, most, whole, above, reason }: Limit): string {
  const kind = whole ? 'a whole number' : 'a number';
  return `${kind} ${above ? `above ${least}, at most` : `from ${least} to`} ${most} (${reason})`;
}

export const isWithin = ({ least, most, whole, above }: Limit, value: unknown): value is number =>
  typeof value === 'number' &&
  (above ? value > least : value >= least) &&
  value <= most &&
  (!whole || Number.isInteger(value));

/** @throws RangeError that names `key`, the bound and the value */
export function expectWithin(key: string, limit: Limit, value: number): void {
  if (!isWithin(limit, value)) throw new RangeError(`${key}: expected ${describeLimit(limit)}, got ${value}`);
}

/** Checks several keys, each with its limit and values; null = not chosen. @throws RangeError like `expectWithin` */
export function expectAllWithin(
  rows: Readonly<Record<string, readonly [limit: Limit, ...values: readonly (number | null)[]]>>,
): void {
  for (const [key, [limit, ...values]] of Object.entries(rows)) {
    for (const value of values) if (value !== null) expectWithin(key, limit, value);
  }
}

/**
 * Parses decimal notation: `12`, `-3`, `0.5`, `.5`, `1e6`. Returns undefined for other text, such as blanks, `0x10`, `5abc`, `1_000`,
 * `Infinity`, or digits other than 0 to 9. `-0` gives 0.
 */
export function parseNumber(text: string): number | undefined {
  return /^-?(\d+(\.\d+)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) + 0 : undefined;
}
