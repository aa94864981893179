/** What the threads of a vector environment share: one row a console, one column a fact, in memory that all of them see. */

/** Rows × columns × frames of one observation. */
export const observationBytes = 84 * 84 * 4;

const integerColumns = [
  'actions',
  'rewards',
  'points',
  'lives',
  'frameNumbers',
  'episodeFrameNumbers',
  'episodeReturns',
  'episodeLengths',
] as const;
/** `resets`: which consoles the next reset is for. */
const flagColumns = ['terminated', 'truncated', 'gameOver', 'resets'] as const;

/** The memory itself, as it is sent to workers. */
export interface TableMemory {
  readonly numEnvs: number;
  readonly columns: ArrayBufferLike;
  /** [numEnvs, …observation] each: the current ones, and those that ended an episode. */
  readonly observations: Uint8Array;
  readonly finalObservations: Uint8Array;
}

export type Tables = Readonly<Record<(typeof integerColumns)[number], Int32Array>> &
  Readonly<Record<(typeof flagColumns)[number], Uint8Array>> &
  Pick<TableMemory, 'observations' | 'finalObservations'>;

/** @param observations the caller's; without it they are allocated @param shared for workers */
export function allocateTables(numEnvs: number, shared: boolean, observations?: Uint8Array): TableMemory {
  const allocate = (bytes: number) => (shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
  return {
    numEnvs,
    columns: allocate(numEnvs * (4 * integerColumns.length + flagColumns.length)),
    observations: observations ?? new Uint8Array(allocate(numEnvs * observationBytes)),
    finalObservations: new Uint8Array(allocate(numEnvs * observationBytes)),
  };
}

export function tablesIn({ numEnvs, columns, observations, finalObservations }: TableMemory): Tables {
  const integers = integerColumns.map((name, i) => [name, new Int32Array(columns, 4 * numEnvs * i, numEnvs)]);
  const flagsAt = 4 * numEnvs * integerColumns.length;
  const flags = flagColumns.map((name, i) => [name, new Uint8Array(columns, flagsAt + numEnvs * i, numEnvs)]);
  return { ...Object.fromEntries([...integers, ...flags]), observations, finalObservations };
}
