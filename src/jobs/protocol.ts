/** The messages between this process and a worker thread that serves jobs. */

/** What goes to a thread; its setup went before, as `workerData`. */
export type Order = { readonly job: unknown } | 'stop';

/** What comes back. `result` is absent when the job was stopped. */
export type Answer =
  | { readonly kind: 'news'; readonly news: unknown }
  | { readonly kind: 'done'; readonly result?: unknown }
  | { readonly kind: 'failed'; readonly message: string; readonly usage: boolean };
