/** The server of the live page. */
import { fileURLToPath } from 'node:url';
import { openLibrary } from '../../env/library.js';
import { isLoopback } from '../../server/guard.js';
import { type RunningServer, type ServerOptions, startServer } from '../../server/server.js';
import { webFolder } from '../../server/web-folder.js';
import { runtimeRoutes, viewedAgents } from './agents.js';

const runtime = fileURLToPath(new URL('../../../vendor/onnxruntime-web/dist', import.meta.url));

/**
 * Serves the page for the agents of runs, and those of the package.
 * @throws UsageError for a folder without an agent, and as `startServer`
 */
export async function serveView(
  runs: readonly string[],
  options: Pick<ServerOptions, 'host' | 'port' | 'token' | 'onError'> = {},
): Promise<RunningServer> {
  const withRoms = isLoopback(options.host ?? '127.0.0.1');
  const { first, routes } = viewedAgents(runs, await openLibrary(), { withRoms });
  return startServer({
    ...options,
    folder: webFolder(),
    home: `/live/?agent=${first}`,
    routes: { ...routes, ...runtimeRoutes(runtime) },
  });
}
