/** The built command line without a process for each command: for tables of command lines that only parse and refuse. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

interface Printed {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliHost {
  /** One command at a time. @param environment besides that of the host */
  run(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Printed>;
  end(): void;
}

/** @param folder the current folder of all commands @param environment besides that of this process */
export function startCliHost(folder: string, environment: Readonly<Record<string, string>> = {}): CliHost {
  const file = fileURLToPath(new URL('cli-host.mjs', import.meta.url));
  const child = fork(file, [folder], { env: { ...process.env, ...environment } });
  const ended = once(child, 'exit').then(([code]): never => {
    throw new Error(`the host of command lines ended with exit code ${code}`);
  });
  ended.catch(() => {}); // run() rejects with it
  return {
    async run(args, more = {}) {
      const answer = once(child, 'message');
      child.send({ args, environment: more });
      const [printed] = await Promise.race([answer, ended]);
      return printed as Printed;
    },
    end: () => child.disconnect(),
  };
}
