/**
 * The messages between a process and its worker threads. A thread offers a service: an object of asynchronous methods.
 * The process sends a request for each call; the thread answers with any number of progress and part responses and one
 * final response, in the order of the requests.
 */

/** Sent to a thread. */
export type Request =
  | { readonly kind: 'call'; readonly id: number; readonly method: string; readonly argument: unknown }
  /** Asks the method that runs for this request to return early. */
  | { readonly kind: 'abort'; readonly id: number }
  /** Asks the thread to end itself after the kernel in progress. */
  | { readonly kind: 'end' };

/** Sent by a thread; `id` is that of the request. */
export type Response =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly kind: 'part'; readonly id: number; readonly part: object }
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: ErrorMessage };

/** The creation of the service is answered like a request with this id. */
export const creationId = 0;

/** An error as plain data: structured cloning would lose its class. */
export interface ErrorMessage {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
}

export interface CallOptions<Progress = never> {
  /** Aborting it makes the call return undefined. */
  readonly signal?: AbortSignal | undefined;
  /** Called during the call, at most a few times a second. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Receives parts of an unfinished result, as plain data: every part, in order. */
  readonly onPart?: ((part: object) => void) | undefined;
}

/** The constraint on a service: methods of one argument, which travels as a structured clone, and of call options. */
export type Service<Methods> = Readonly<Record<keyof Methods, (argument: never, options: never) => Promise<unknown>>>;
