/**
 * Follows a run on an MLflow server: the config as parameters, every number of its rows as a metric, and its status. Nothing that
 * the server does reaches the training. mlflow.json in the run folder keeps the id of the MLflow run, which a resumed run continues.
 */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../files/atomic-write.js';
import { jsonText } from '../../files/json-text.js';
import { readJson } from '../../files/read-file.js';
import { mlflowName } from '../runs/names.js';
import { numbersOf, type OpenTracker, type RunEnd, stepOf, type TrackedRun, type Tracker } from '../runs/tracker.js';
import { createDelivery } from './delivery.js';
import { type Metric, type MlflowServer, mlflowClient, type RunStatus } from './mlflow-server.js';

export interface MlflowOptions {
  /** Receives one line if the server cannot be reached or refuses. */
  readonly onWarning?: (line: string) => void;
  /** How long the end of a training may wait for the server. */
  readonly patienceMs?: number;
  readonly pauseMs?: number;
  readonly backOffMs?: number;
}

/** Of MLflow's log-batch. */
const [mostMetrics, mostParams, longestParam] = [1000, 100, 500];
/** While the server does not answer; some 20 MB. */
const mostWaiting = 100_000;

const statuses: Readonly<Record<RunEnd, RunStatus>> = { finished: 'FINISHED', stopped: 'KILLED', failed: 'FAILED' };

/** The MLflow run of a run folder. */
const storedSchema = z.object({ url: z.string(), runId: z.string(), hasParams: z.boolean() });
type Stored = z.infer<typeof storedSchema>;

export function trackWithMlflow(server: MlflowServer, options: MlflowOptions = {}): OpenTracker {
  const { onWarning = () => {}, patienceMs = 10_000, pauseMs = 1000, backOffMs = 1000 } = options;
  return (run): Tracker => {
    const late = new AbortController();
    const mlflowRun = openMlflowRun(run, mlflowClient(server, late.signal), server.url);
    let hasWarned = false;
    const warn = (fault: string) => {
      if (!hasWarned)
        onWarning(`MLflow at ${server.url}: ${fault}; training goes on, and all numbers are in ${run.folder}`);
      hasWarned = true;
    };
    const delivery = createDelivery<Metric>({
      ...{ batch: mostMetrics, most: mostWaiting, pauseMs, backOffMs, longestBackOffMs: 60_000 },
      send: (metrics) => mlflowRun.log(metrics),
      onFailure: (error) => warn(reasonOf(error)),
    });
    let hasRows = false;
    return {
      add(group, row) {
        hasRows = true;
        const [timestamp, step] = [Date.now(), stepOf(row)];
        // JSON has no NaN: with one, the server would refuse the whole batch.
        const numbers = numbersOf(row).filter(([, value]) => Number.isFinite(value));
        delivery.add(numbers.map(([key, value]) => ({ key: `${group}/${key}`, value, timestamp, step })));
      },
      async end(end) {
        if (!hasRows) return;
        const timer = setTimeout(() => late.abort(), patienceMs);
        const isSent = await delivery.close(patienceMs);
        if (isSent) await mlflowRun.end(statuses[end]).catch(() => {});
        else warn('its answers came too late for the last numbers');
        clearTimeout(timer);
        late.abort(); // a request that still waits would keep the process alive
      },
    };
  };
}

/** A failed connection has its reason in its cause. */
function reasonOf({ message, cause }: Error): string {
  const { code, message: reason } = (cause ?? {}) as { readonly code?: string; readonly message?: string };
  return reason || code || message;
}

function openMlflowRun({ folder, config }: TrackedRun, client: ReturnType<typeof mlflowClient>, url: string) {
  const path = join(folder, mlflowName);
  let stored = readStored(path, url);
  let isOpen = false;
  const store = (changed: Stored) => {
    stored = changed;
    writeAtomically(path, jsonText(changed));
    return changed;
  };

  /** Creates the run, or continues it. May be called again after an error. */
  async function open(): Promise<Stored> {
    let run = stored;
    if (!run) {
      const tags = [
        { key: 'mlflow.source.name', value: 'sap-atari' },
        { key: 'mlflow.source.type', value: 'LOCAL' },
      ];
      const runId = await client.createRun(basename(resolve(folder)), tags);
      run = store({ url, runId, hasParams: false });
    } else if (!isOpen) await client.updateRun(run.runId, 'RUNNING');
    if (!run.hasParams) {
      const params = paramsOf(config);
      for (let i = 0; i < params.length; i += mostParams) {
        await client.logBatch(run.runId, { params: params.slice(i, i + mostParams) });
      }
      run = store({ ...run, hasParams: true });
    }
    isOpen = true;
    return run;
  }

  return {
    async log(metrics: readonly Metric[]): Promise<void> {
      const { runId } = isOpen ? stored! : await open();
      await client.logBatch(runId, { metrics });
    },
    async end(status: RunStatus): Promise<void> {
      if (isOpen) await client.updateRun(stored!.runId, status);
    },
  };
}

/** Undefined where there is none on this server, or the file is damaged: then a new one begins. */
function readStored(path: string, url: string): Stored | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const { data } = storedSchema.safeParse(readJson(path));
    return data?.url === url ? data : undefined;
  } catch {
    return undefined;
  }
}

const paramsOf = (config: object) =>
  Object.entries(config)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({
      key,
      value: (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, longestParam),
    }));
