import { Command } from 'commander';
import { type ServerFlags, serveUntilStopped, withServerOptions } from '../server/server-options.js';
import { serveView } from '../view/server.js';

export function viewCommand(): Command {
  const command = new Command('view')
    .description(
      'Attack agents live on a page in the browser: what they see, want and do, with and without a defense. The page computes; the server only sends files.',
    )
    .argument('[run...]', 'folders of runs or agents to open (default: the agents of the package)');
  return withServerOptions(command).action(async (runs: string[], flags: ServerFlags) => {
    const server = await serveView(runs, { ...flags, onError: (line) => console.error(`warning: ${line}`) });
    await serveUntilStopped(server, flags);
  });
}
