/** What can go wrong, as codes a program can branch on; the message is one line for a person. */
export type AleErrorCode =
  | 'rom-missing'
  | 'rom-empty'
  | 'rom-truncated'
  | 'rom-size'
  | 'rom-compressed'
  | 'rom-md5'
  | 'rom-unsupported'
  | 'unknown-game'
  | 'no-rom-loaded'
  | 'unknown-setting'
  | 'setting-type'
  | 'unknown-action'
  | 'paddle-strength'
  | 'unknown-mode'
  | 'mode-not-reached'
  | 'unknown-difficulty'
  | 'ram-index'
  | 'ram-value'
  | 'bad-state'
  | 'bad-game'
  | 'bad-option'
  | 'wrong-size'
  | 'reset-needed'
  | 'busy'
  | 'disposed'
  | 'worker-failed'
  | 'unsupported'
  | 'wasm-unavailable';

/** Thrown by everything in this package. `expected` and `got` carry the values that the message states. */
export class AleError extends Error {
  readonly code: AleErrorCode;
  readonly expected: unknown;
  readonly got: unknown;

  constructor(code: AleErrorCode, message: string, { expected, got }: { expected?: unknown; got?: unknown } = {}) {
    super(message);
    this.name = 'AleError';
    this.code = code;
    this.expected = expected;
    this.got = got;
  }
}
