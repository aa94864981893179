/** A thread whose jobs compute long kernels, or end it: `compute` for so many kernels, `exit`, `throw`. */
import { serveJobs } from '../../dist/jobs/serve-jobs.js';
import { longKernel } from './long-kernel.mjs';

async function createHand({ setup }) {
  if (setup === 'dies') process.exit(5);
  if (setup === 'fails') throw new Error('no such setup');
  const run = await longKernel();
  return {
    async do(job, { onProgress }) {
      if (job === 'throw')
        setImmediate(() => {
          throw new Error('out of the blue');
        });
      if (job === 'exit') setImmediate(() => process.exit(7));
      for (let kernel = 0; typeof job === 'string' || kernel < job; kernel++) {
        onProgress(kernel);
        await run();
      }
      return 'computed';
    },
    dispose: async () => {},
  };
}

serveJobs(createHand);
