/** A thread whose jobs compute this number of long kernels, or end it: `exit`, `throw`. */
import { serve } from '../../dist/compute/threads/serve.js';
import { longKernel } from './long-kernel.mjs';

async function createWorker({ setup }) {
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

serve(createWorker);
