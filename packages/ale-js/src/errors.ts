/** The kind of an error. */
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

/** The error class of this package. The message is one line. */
export class AleError extends Error {
  /** The kind of the error. */
  readonly code: AleErrorCode;
  /** What was expected, if the message names it. */
  readonly expected: unknown;
  /** The offending value, if the message names it. */
  readonly got: unknown;

  /** @internal */
  constructor(code: AleErrorCode, message: string, { expected, got }: { expected?: unknown; got?: unknown } = {}) {
    super(message);
    this.name = 'AleError';
    this.code = code;
    this.expected = expected;
    this.got = got;
  }
}
