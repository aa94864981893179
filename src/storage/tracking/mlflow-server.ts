/** An MLflow server: its address and credentials from the environment, as MLflow's own client has them, and its REST interface. */
import { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import { Refused } from './delivery.js';

export interface MlflowServer {
  /** Without credentials: it is shown and stored. */
  readonly url: string;
  /** The header of that name; undefined without credentials. Never shown. */
  readonly authorization: string | undefined;
  /** Name of the experiment to which runs belong. */
  readonly experiment: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @param given URL that was given instead of MLFLOW_TRACKING_URI @param environment of the process
 * @throws UsageError without a URL, or for one that is not of a server
 */
export function mlflowServer(given: string | undefined, environment: Environment): MlflowServer {
  const text = given ?? environment.MLFLOW_TRACKING_URI;
  if (!text) {
    throw new UsageError(
      '--track mlflow: expected the URL of an MLflow server in MLFLOW_TRACKING_URI or as --track mlflow=URL, got none',
    );
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    const shown = url ? `one of ${url.protocol}` : 'no URL'; // the text may contain a password
    throw new UsageError(
      `--track mlflow: expected the URL of an MLflow server, such as http://localhost:5000, got ${shown}`,
    );
  }
  const { MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD, MLFLOW_TRACKING_TOKEN, MLFLOW_EXPERIMENT_NAME } =
    environment;
  const isInUrl = url.username !== '' || url.password !== '';
  const user = isInUrl ? decoded(url.username) : MLFLOW_TRACKING_USERNAME;
  const password = isInUrl ? decoded(url.password) : MLFLOW_TRACKING_PASSWORD;
  // What a header cannot hold would be shown in the error of each request.
  if (MLFLOW_TRACKING_TOKEN && !/^[!-~]+$/.test(MLFLOW_TRACKING_TOKEN)) {
    throw new UsageError(
      'MLFLOW_TRACKING_TOKEN: expected letters, digits and signs, got a blank, a line break or another character',
    );
  }
  const authorization =
    user || isInUrl
      ? `Basic ${Buffer.from(`${user ?? ''}:${password ?? ''}`).toString('base64')}`
      : MLFLOW_TRACKING_TOKEN
        ? `Bearer ${MLFLOW_TRACKING_TOKEN}`
        : undefined;
  return {
    url: `${url.origin}${url.pathname.replace(/\/+$/, '')}`,
    authorization,
    experiment: MLFLOW_EXPERIMENT_NAME || 'sap-atari',
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UsageError(
      '--track mlflow: expected a URL whose user and password write % as %25, got another % in them',
    );
  }
}

/** An answer of the server with an error. */
class ServerError extends Error {
  constructor(
    readonly status: number,
    readonly code: string | undefined,
  ) {
    super(`status ${status}${code === undefined ? '' : ` (${code})`}`);
  }
}

export interface Metric {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly step: number;
}

interface Pair {
  readonly key: string;
  readonly value: string;
}

export type RunStatus = 'RUNNING' | 'FINISHED' | 'FAILED' | 'KILLED';

/** How long an answer may take. */
const timeoutMs = 10_000;

const text = z.string().min(1);
const experimentSchema = z.object({ experiment: z.object({ experiment_id: text }) });
const createdSchema = z.object({ experiment_id: text });
const runSchema = z.object({ run: z.object({ info: z.object({ run_id: text }) }) });
const anything = z.object({});

/**
 * The calls that tracking needs. Each rejects with Refused where another attempt would fail alike, such as wrong
 * credentials, and with another Error where the server may answer later.
 * @param signal ends calls that wait for an answer
 */
export function mlflowClient({ url, authorization, experiment }: MlflowServer, signal: AbortSignal) {
  async function call<T>(path: string, schema: z.ZodType<T>, body?: object): Promise<T> {
    const response = await fetch(`${url}/api/2.0/mlflow/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) },
      ...(body && { body: JSON.stringify(body) }),
      // Credentials go to the server that was named, and to no other.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    if (response.status >= 300 && response.status < 400) throw new Refused(redirection(response, url));
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok)
      throw new ServerError(response.status, z.object({ error_code: z.string() }).safeParse(answer).data?.error_code);
    const { data } = schema.safeParse(answer);
    if (!data) throw new Error(`its answer to ${path.split('?')[0]} is not that of an MLflow server`);
    return data;
  }

  const found = async (): Promise<string> =>
    (await call(`experiments/get-by-name?experiment_name=${encodeURIComponent(experiment)}`, experimentSchema))
      .experiment.experiment_id;

  async function experimentId(): Promise<string> {
    try {
      return await found();
    } catch (error) {
      if (!(error instanceof ServerError) || error.code !== 'RESOURCE_DOES_NOT_EXIST') throw error;
    }
    try {
      return (await call('experiments/create', createdSchema, { name: experiment })).experiment_id;
    } catch (error) {
      // Another training may have created it meanwhile.
      if (error instanceof ServerError && error.code === 'RESOURCE_ALREADY_EXISTS') return found();
      throw error;
    }
  }

  return {
    /** @returns the id of the new run */
    createRun: (name: string, tags: readonly Pair[]): Promise<string> =>
      refusing(async () => {
        const body = { experiment_id: await experimentId(), run_name: name, start_time: Date.now(), tags };
        return (await call('runs/create', runSchema, body)).run.info.run_id;
      }),
    /** @param metrics at most 1000 @param params at most 100 */
    logBatch: (run: string, { metrics = [], params = [] }: { metrics?: readonly Metric[]; params?: readonly Pair[] }) =>
      refusing(() => call('runs/log-batch', anything, { run_id: run, metrics, params })),
    updateRun: (run: string, status: RunStatus) =>
      refusing(() =>
        call('runs/update', anything, {
          ...{ run_id: run, status },
          ...(status !== 'RUNNING' && { end_time: Date.now() }),
        }),
      ),
  };
}

/** Names the other address without what may be a password in it. */
function redirection({ status, headers }: Response, url: string): string {
  const location = headers.get('location') ?? '';
  const target = URL.canParse(location, url) ? new URL(location, url) : undefined;
  const other = target && `${target.origin}${target.pathname.replace(/\/api\/2\.0\/mlflow\/.*$/, '')}`;
  return `it redirects (status ${status})${other === undefined ? '' : ` to ${other}`}: give the address of the server itself`;
}

/** Statuses after which the server may accept the same request later. */
const passing = (status: number): boolean => status >= 500 || status === 408 || status === 429;

/** Turns what the server will always answer into Refused. */
async function refusing<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof ServerError && !passing(error.status)) throw new Refused(error.message);
    throw error;
  }
}
