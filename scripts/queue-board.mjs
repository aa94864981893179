/**
 * Shows the queues of submitted sweeps in the browser, by bull-board, on the loopback address. It only reads.
 *
 *     npm install --no-save @bull-board/api@9 @bull-board/express@9 express@5
 *     SAP_ATARI_QUEUE=redis://127.0.0.1:6379 node scripts/queue-board.mjs --store runs/sweeps --port 3000
 */
import './from-source.mjs';
import { parseArgs } from 'node:util';

const { UsageError } = await import('../src/common/errors.ts');
const { readPlan } = await import('../src/sweep/plan/plan-file.ts');
const { connectQueue } = await import('../src/sweep/queue/server.ts');
const { openQueues, sizesOf } = await import('../src/sweep/queue/queues.ts');
const { readSubmission, submittedSweeps } = await import('../src/sweep/queue/submission.ts');
const { runCommand } = await import('./zoo/command.ts');

async function loadBoard() {
  try {
    const [{ createBullBoard }, { BullMQAdapter }, { ExpressAdapter }, { default: express }] = await Promise.all([
      import('@bull-board/api'),
      import('@bull-board/api/bullMQAdapter'),
      import('@bull-board/express'),
      import('express'),
    ]);
    return { createBullBoard, BullMQAdapter, ExpressAdapter, express };
  } catch {
    throw new UsageError(
      'expected bull-board: npm install --no-save @bull-board/api@9 @bull-board/express@9 express@5',
    );
  }
}

await runCommand('queue-board', async () => {
  const options = { store: { type: 'string', default: 'runs/sweeps' }, port: { type: 'string', default: '3000' } };
  const { store, port } = parseArgs({ options }).values;
  const url = process.env.SAP_ATARI_QUEUE;
  if (url === undefined) throw new UsageError('expected the variable SAP_ATARI_QUEUE, got none');
  const { createBullBoard, BullMQAdapter, ExpressAdapter, express } = await loadBoard();
  const server = await connectQueue(url, console.error);
  const queues = submittedSweeps(store).flatMap((folder) => {
    const { queueFor } = openQueues(server, readSubmission(folder));
    return sizesOf(readPlan(folder).jobs).map(queueFor);
  });
  const adapter = new ExpressAdapter();
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter: adapter,
  });
  const listening = express().use('/', adapter.getRouter()).listen(Number(port), '127.0.0.1');
  listening.on('listening', () => console.log(`http://127.0.0.1:${listening.address().port}/`));
});
