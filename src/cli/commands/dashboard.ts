import { Command } from 'commander';
import { dashboardRoutes } from '../../dashboard/api.js';
import { startServer } from '../../server/server.js';
import { webFolder } from '../../server/web-folder.js';
import { type ServerFlags, serveUntilStopped, withServerOptions } from '../server/server-options.js';

export function dashboardCommand(): Command {
  const command = new Command('dashboard')
    .description('Show all runs and evaluations below folders on a page in the browser, while they run. Only reads.')
    .argument('[folder...]', 'folders with runs (default: runs)');
  return withServerOptions(command).action(async (given: string[], flags: ServerFlags) => {
    const routes = dashboardRoutes(given.length > 0 ? given : ['runs']);
    const onError = (line: string) => console.error(`warning: ${line}`);
    const server = await startServer({ ...flags, folder: webFolder(), home: '/dashboard/', routes, onError });
    await serveUntilStopped(server, flags);
  });
}
