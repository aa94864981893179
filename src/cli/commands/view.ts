import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { openLibrary } from '../../env/library.js';
import { isLoopback } from '../../server/guard.js';
import { startServer } from '../../server/server.js';
import { webFolder } from '../../server/web-folder.js';
import { type ServerFlags, serveUntilStopped, withServerOptions } from '../server/server-options.js';
import { runtimeRoutes, viewedAgents } from '../view/agents.js';

const runtime = fileURLToPath(new URL('../../../vendor/onnxruntime-web/dist', import.meta.url));

export function viewCommand(): Command {
  const command = new Command('view')
    .description(
      'Attack agents live on a page in the browser: what they see, want and do, with and without a defense. The page computes; the server only sends files.',
    )
    .argument('[run...]', 'folders of runs or agents to open (default: the agents of the package)');
  return withServerOptions(command).action(async (runs: string[], flags: ServerFlags) => {
    const withRoms = isLoopback(flags.host ?? '127.0.0.1');
    const { first, routes } = viewedAgents(runs, await openLibrary(), { withRoms });
    const server = await startServer({
      ...flags,
      folder: webFolder(),
      home: `/live/?agent=${first}`,
      routes: { ...routes, ...runtimeRoutes(runtime) },
      onError: (line) => console.error(`warning: ${line}`),
    });
    await serveUntilStopped(server, flags);
  });
}
