/** A small MLflow server: it keeps what it gets, and fails as a test says. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface FakeRun {
  readonly name: string;
  readonly params: Record<string, string>;
  readonly metrics: { readonly key: string; readonly value: number; readonly step: number }[];
  readonly statuses: string[];
}

/** All keys of the bodies that are read. */
interface Body extends Pick<FakeRun, 'metrics'> {
  readonly name: string;
  readonly run_name: string;
  readonly run_id: string;
  readonly status: string;
  readonly params: readonly { readonly key: string; readonly value: string }[];
}

/** What a request gets instead of its answer: a status with a text, or `silence`. */
type Failure = { readonly status: number; readonly text: string } | 'silence';

export async function fakeMlflow() {
  const runs: Record<string, FakeRun> = {};
  const requests: { readonly path: string; readonly authorization: string | undefined; readonly body: string }[] = [];
  const experiments: string[] = [];
  let failure: ((path: string) => Failure | undefined) | undefined;

  const answers: Record<string, (body: Body, url: URL) => object | undefined> = {
    'experiments/get-by-name': (_, url) => {
      const id = experiments.indexOf(url.searchParams.get('experiment_name')!);
      return id < 0 ? undefined : { experiment: { experiment_id: String(id) } };
    },
    'experiments/create': ({ name }) => ({ experiment_id: String(experiments.push(name) - 1) }),
    'runs/create': ({ run_name: name }) => {
      const id = `run-${Object.keys(runs).length + 1}`;
      runs[id] = { name, params: {}, metrics: [], statuses: ['RUNNING'] };
      return { run: { info: { run_id: id } } };
    },
    'runs/log-batch': ({ run_id: id, metrics, params }) => {
      runs[id]!.metrics.push(...metrics);
      for (const { key, value } of params) runs[id]!.params[key] = value;
      return {};
    },
    'runs/update': ({ run_id: id, status }) => {
      runs[id]!.statuses.push(status);
      return { run_info: {} };
    },
  };

  async function respond(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url!, 'http://localhost');
    const path = url.pathname.replace('/api/2.0/mlflow/', '');
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString();
    requests.push({ path, authorization: request.headers.authorization, body });
    const failed = failure?.(path);
    if (failed === 'silence') return;
    if (failed) return void response.writeHead(failed.status).end(failed.text);
    const answer = answers[path]?.(body && JSON.parse(body), url);
    if (answer) return void response.end(JSON.stringify(answer));
    response.writeHead(404).end(JSON.stringify({ error_code: 'RESOURCE_DOES_NOT_EXIST' }));
  }

  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    runs,
    requests,
    experiments,
    /** Makes requests fail from now on; undefined: they succeed again. */
    failWith(fails: typeof failure) {
      failure = fails;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
