/** Metrics of a worker for Prometheus, on a port of the loopback address. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UsageError } from '../../common/errors.js';
import { availableMemory } from '../../jobs/memory.js';
import type { SweepJob } from '../plan/jobs.js';
import type { JobEnd } from '../run/execute.js';

export interface WorkerMetrics {
  readonly url: string;
  started(job: SweepJob): void;
  ended(job: SweepJob, end: JobEnd): void;
  close(): Promise<void>;
}

/**
 * Serves `/metrics`: jobs that run and that ended by kind and state, their seconds, and memory, beside those of the process.
 * @throws UsageError for a port that cannot be listened on
 */
export async function startMetrics(port: number): Promise<WorkerMetrics> {
  const { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } = await import('prom-client');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const running = new Gauge({
    ...{ name: 'sap_atari_jobs_running', help: 'Jobs that run now', labelNames: ['kind'], registers },
  });
  const ended = new Counter({
    ...{ name: 'sap_atari_jobs_ended_total', help: 'Jobs that ended', labelNames: ['kind', 'state'], registers },
  });
  const seconds = new Histogram({
    ...{ name: 'sap_atari_job_seconds', help: 'Seconds of jobs that ended', labelNames: ['kind'], registers },
    buckets: [1, 10, 60, 600, 3600, 6 * 3600, 24 * 3600],
  });
  new Gauge({
    ...{ name: 'sap_atari_memory_free_bytes', help: 'Memory that jobs can still take', registers },
    collect() {
      this.set(availableMemory());
    },
  });
  const server = createServer(async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('Content-Type', registry.contentType);
    response.end(await registry.metrics());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ message }) =>
      reject(new UsageError(`--metrics-port ${port}: ${message}; choose another one`)),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`,
    started: ({ kind }) => running.inc({ kind }),
    ended({ kind }, end) {
      running.dec({ kind });
      ended.inc({ kind, state: end.state });
      if ('seconds' in end) seconds.observe({ kind }, end.seconds);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
