// Serves command lines to the built program, one after the other, in this one process. For command lines that only parse
// and refuse: what they leave behind in the process is seen by the next one.

import { createProgram } from '../../dist/cli/program.js';
import { reportError } from '../../dist/cli/terminal/describe-error.js';

const [folder] = process.argv.slice(2);
process.chdir(folder);
const outside = { ...process.env };

process.on('message', async ({ args, environment }) => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, outside, environment);
  process.exitCode = undefined;
  const printed = { stdout: '', stderr: '' };
  const write = { stdout: process.stdout.write, stderr: process.stderr.write };
  for (const stream of ['stdout', 'stderr']) {
    process[stream].write = (chunk) => {
      printed[stream] += chunk;
      return true;
    };
  }
  let status = 0;
  try {
    await (await createProgram(args)).parseAsync(args, { from: 'user' });
  } catch (error) {
    status = reportError(error, args.includes('--debug'));
  } finally {
    for (const stream of ['stdout', 'stderr']) process[stream].write = write[stream];
  }
  process.send({ status: process.exitCode ?? status, ...printed });
});
process.on('disconnect', () => process.exit());
