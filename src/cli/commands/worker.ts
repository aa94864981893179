import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import { UsageError } from '../../common/errors.js';
import { limits } from '../../common/limits.js';
import { openLibrary } from '../../env/library.js';
import { isFolder } from '../../files/read-file.js';
import { availableMemory, bytesText } from '../../jobs/memory.js';
import { sweepsFolder } from '../../sweep/folder.js';
import { startMetrics, type WorkerMetrics } from '../../sweep/queue/metrics.js';
import { serveSweeps } from '../../sweep/queue/serve.js';
import { connectQueue } from '../../sweep/queue/server.js';
import { defaultPublishSeconds, openStore } from '../../sweep/store/open.js';
import { durationOption } from '../options/parse/durations.js';
import { numberOption } from '../options/parse/numbers.js';
import { expectQueue, type QueueFlags, withQueueOption } from '../sweep/queue.js';
import { endText } from '../sweep/run.js';
import { withStoreOption } from '../sweep/store.js';
import { interruptedExitCode, interruptSignal } from '../terminal/interrupt.js';

interface WorkerFlags extends QueueFlags {
  readonly store: string;
  readonly mirror?: string;
  readonly publishEvery: number;
  readonly cores?: number;
  readonly memory?: number;
  readonly gpu?: boolean;
  readonly metricsPort?: number;
  readonly untilDone?: boolean;
}

export function workerCommand(): Command {
  const command = new Command('worker')
    .description(
      'Run jobs of submitted sweeps on this machine, as many as fit its cores and memory, until Ctrl-C. All workers share one folder of sweeps, or one bucket.',
    )
    .option('--cores <count>', 'cores to use (default: all)', numberOption(limits.command.parallel))
    .option(
      '--memory <gigabytes>',
      'memory to use (default: what is free)',
      numberOption(limits.command.memoryGigabytes),
    )
    .option('--gpu', 'take jobs whose provider is a GPU too, one at a time')
    .option(
      '--metrics-port <n>',
      'port of the loopback address for metrics of Prometheus; 0: a free one (default: none)',
      numberOption(limits.command.port),
    )
    .option('--until-done', 'end when no job of any sweep can start any more');
  command.addOption(
    new Option(
      '--publish-every <time>',
      'with a bucket: how often unfinished jobs are copied into it, for other machines to resume',
    )
      .argParser(durationOption(limits.command.budgetSeconds))
      .default(defaultPublishSeconds, '10m'),
  );
  return withQueueOption(withStoreOption(command, sweepsFolder)).action(workerAction);
}

async function workerAction(flags: WorkerFlags): Promise<void> {
  const url = expectQueue(flags);
  const { untilDone = false } = flags;
  const warn = (line: string) => console.error(`warning: ${line}`);
  const { mirror, publishEvery: publishSeconds } = flags;
  const store = await openStore({ store: flags.store, mirror, role: 'worker', publishSeconds, onWarning: warn });
  if (!isFolder(store.root))
    throw new UsageError(`--store ${store.root}: expected a folder of sweeps, got none; sweep submit makes it`);
  const cores = flags.cores ?? availableParallelism();
  const memoryBytes = flags.memory === undefined ? availableMemory() : flags.memory * 1e9;
  const { signal, release } = interruptSignal(() =>
    console.error('stopping: every job writes a checkpoint, and is given back'),
  );
  let metrics: WorkerMetrics | undefined;
  try {
    metrics = flags.metricsPort === undefined ? undefined : await startMetrics(flags.metricsPort);
    if (metrics) console.log(`metrics: ${metrics.url}`);
    const server = await connectQueue(url, warn);
    console.log(`${server.name}: ${cores} cores, ${bytesText(memoryBytes)}, sweeps in ${store.name}`);
    await serveSweeps({
      ...{ server, store, program: process.argv[1]!, signal, untilDone, onWarning: warn },
      capacity: { cores, memoryBytes, gpu: flags.gpu ?? false, hasGame: await gamesHere() },
      onStart(job) {
        metrics?.started(job);
        console.log(`${job.kind} ${job.name}: started`);
      },
      onEnd(job, end, attempt) {
        metrics?.ended(job, end);
        if (end.state === 'done') console.log(`${job.kind} ${job.name}: done after ${end.seconds.toFixed(1)} s`);
        const fault = endText(end, attempt);
        if (fault !== undefined) warn(`${job.kind} ${job.name}: ${fault}`);
      },
    });
    if (signal.aborted) process.exitCode = interruptedExitCode(signal);
  } finally {
    store.close();
    await metrics?.close();
    release();
  }
}

/** Whether this machine has the ROM of a game, by its id; each is looked for once. */
async function gamesHere(): Promise<(id: string) => boolean> {
  const library = await openLibrary();
  const known = new Map<string, boolean>();
  return (id) => {
    const game = library.games.find((each) => each.id === id);
    const found = known.get(id) ?? (game !== undefined && library.has(game));
    known.set(id, found);
    return found;
  };
}
