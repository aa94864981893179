/** The entry of every worker thread: creates a service and answers requests. */
import type { CallOptions, ErrorMessage, Request, Response, Service } from './protocol.js';
import { creationId } from './protocol.js';
import { openThread } from './thread.js';

/** Shortest time between two progress responses to a request. */
const progressPeriodMs = 200;

/**
 * Creates the service and calls its methods as requested, one after the other.
 * @param create receives the data that `startWorkerThread` was given. If it rejects, every request fails with its error.
 */
export function serve<Data, Methods extends Service<Methods>>(create: (data: Data) => Promise<Methods>): void {
  const { port, data } = openThread<Data>();
  const respond = (response: Response) => port.postMessage(response);
  const controllers = new Map<number, AbortController>();
  const service = create(data);
  let last = answer(creationId, () => service.then(() => undefined));

  port.on('message', (request: Request) => {
    if (request.kind === 'abort') controllers.get(request.id)?.abort();
    if (request.kind !== 'call') return;
    const { id, method, argument } = request;
    const controller = new AbortController();
    controllers.set(id, controller);
    last = last.then(() =>
      answer(id, async () => {
        const methods = await service;
        const onProgress = limitRate((progress: unknown) => respond({ kind: 'progress', id, progress }));
        const onPart = (part: object) => respond({ kind: 'part', id, part });
        const options: CallOptions<unknown> = { signal: controller.signal, onProgress, onPart };
        return methods[method as keyof Methods](argument as never, options as never);
      }),
    );
  });

  async function answer(id: number, work: () => Promise<unknown>): Promise<void> {
    try {
      respond({ kind: 'result', id, result: await work() });
    } catch (error) {
      respond({ kind: 'error', id, error: asMessage(error) });
    } finally {
      controllers.delete(id);
    }
  }
}

/** Drops calls that come less than `progressPeriodMs` after the last one that was passed on. */
function limitRate<T>(report: (value: T) => void): (value: T) => void {
  let next = 0;
  return (value) => {
    const now = performance.now();
    if (now < next) return;
    next = now + progressPeriodMs;
    report(value);
  };
}

const asMessage = (error: unknown): ErrorMessage =>
  error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack }
    : { name: 'Error', message: String(error) };
