import { Command } from 'commander';
import { bundledForms, runFolder } from '../options/bundled.js';
import { type ServerFlags, serveUntilStopped, withServerOptions } from '../server/server-options.js';
import { serveView } from '../view/server.js';

export function viewCommand(): Command {
  const command = new Command('view')
    .description(
      'Attack agents live on a page in the browser: what they see, want and do, with and without a defense. The page computes; the server only sends files.',
    )
    .argument(
      '[run...]',
      `run folders to open, ${bundledForms} (default: the agents of the package, and those of the zoo whose ROMs are here)`,
      (text, before: readonly string[] | undefined) => [...(before ?? []), runFolder(text)],
    );
  return withServerOptions(command).action(async (runs: string[], flags: ServerFlags) => {
    const server = await serveView(runs, { ...flags, onError: (line) => console.error(`warning: ${line}`) });
    await serveUntilStopped(server, flags);
  });
}
