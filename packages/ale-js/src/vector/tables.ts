/** Memory that the threads of a vector environment share: tables with one entry for each console, and the observations. */

/** Bytes of one observation: rows × columns × frames. */
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
/** `resets`: 1 for each console that the next reset applies to. */
const flagColumns = ['terminated', 'truncated', 'gameOver', 'resets'] as const;

/** The memory, as it is sent to workers. */
export interface TableMemory {
  readonly numEnvs: number;
  readonly columns: ArrayBufferLike;
  /** [numEnvs, …observation]. */
  readonly observations: Uint8Array;
  /** [numEnvs, …observation]: the last observation of each episode that has just ended. */
  readonly finalObservations: Uint8Array;
}

/** The tables as typed arrays. */
export type Tables = Readonly<Record<(typeof integerColumns)[number], Int32Array>> &
  Readonly<Record<(typeof flagColumns)[number], Uint8Array>> &
  Pick<TableMemory, 'observations' | 'finalObservations'>;

/** Allocates the memory. @param shared use SharedArrayBuffers @param observations the caller's buffer, if any */
export function allocateTables(numEnvs: number, shared: boolean, observations?: Uint8Array): TableMemory {
  const allocate = (bytes: number) => (shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
  return {
    numEnvs,
    columns: allocate(numEnvs * (4 * integerColumns.length + flagColumns.length)),
    observations: observations ?? new Uint8Array(allocate(numEnvs * observationBytes)),
    finalObservations: new Uint8Array(allocate(numEnvs * observationBytes)),
  };
}

/** Returns views of the tables in the memory. */
export function tablesIn({ numEnvs, columns, observations, finalObservations }: TableMemory): Tables {
  const integers = integerColumns.map((name, i) => [name, new Int32Array(columns, 4 * numEnvs * i, numEnvs)]);
  const flagsAt = 4 * numEnvs * integerColumns.length;
  const flags = flagColumns.map((name, i) => [name, new Uint8Array(columns, flagsAt + numEnvs * i, numEnvs)]);
  return { ...Object.fromEntries([...integers, ...flags]), observations, finalObservations };
}
