/** Servers that are slow, or lead elsewhere. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { trackWithMlflow } from '../../../src/storage/tracking/mlflow.js';
import { fakeMlflow } from '../../helpers/fake-mlflow.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

function tracked(url: string, patienceMs: number) {
  const warnings: string[] = [];
  const options = { pauseMs: 1, backOffMs: 5, patienceMs, onWarning: (line: string) => warnings.push(line) };
  const server = { url, authorization: 'Basic secret', experiment: 'x' };
  const tracker = trackWithMlflow(server, options)({ folder: temporaryFolder(), config: { a: 1 }, from: 0 });
  return { tracker, warnings };
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const requests: { readonly path: string; readonly authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    requests.push({ path: request.url!, authorization: request.headers.authorization });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

it('leaves out what is no number, for which the server would refuse all others', async () => {
  const server = await fakeMlflow();
  onTestFinished(() => server.close());
  const { tracker, warnings } = tracked(server.url, 1000);
  tracker.add('train', { step: 1, loss: Number.NaN, meanQ: Number.POSITIVE_INFINITY, return: 2 });
  await tracker.end('finished');
  expect(server.runs['run-1']!.metrics.map(({ key, value }) => [key, value])).toEqual([['train/return', 2]]);
  expect(warnings).toEqual([]);
});

it.each([
  ['nothing', () => true],
  ['the last request', (path: string) => path.includes('runs/update')],
])('waits no longer than it says where %s is answered, and says what is missing', async (_, isSilent) => {
  const server = await fakeMlflow();
  onTestFinished(() => server.close());
  server.failWith((path) => (isSilent(path) ? 'silence' : undefined));
  const { tracker, warnings } = tracked(server.url, 150);
  tracker.add('train', { step: 1, return: 2 });
  await wait(30);
  const begin = performance.now();
  await tracker.end('finished');
  expect(performance.now() - begin).toBeLessThan(2000);
  const before = server.requests.length;
  await wait(100);
  expect(server.requests.length, 'requests after the end').toBe(before);
  expect(warnings.length).toBe(isSilent('') ? 1 : 0);
});

it.each([301, 302, 307, 308])(
  'follows no redirection (%d), and names the other server without its password',
  async (status) => {
    const other = await serve((_, response) => response.end('{}'));
    const location = `${other.url.replace('//', '//user:pass-word@')}/api/2.0/mlflow/experiments/get-by-name?a=b`;
    const server = await serve((_, response) => response.writeHead(status, { Location: location }).end());
    const { tracker, warnings } = tracked(server.url, 1000);
    tracker.add('train', { step: 1, return: 2 });
    await expect.poll(() => warnings.length).toBe(1);
    tracker.add('train', { step: 2, return: 2 });
    await tracker.end('finished');
    expect(warnings).toEqual([expect.stringContaining(`it redirects (status ${status}) to ${other.url}: give`)]);
    expect([server.requests.length, other.requests]).toEqual([1, []]);
  },
);
