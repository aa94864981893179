/** A thread of a group that computes long kernels, or ends itself. */
import { serve } from '../../dist/compute/threads/serve.js';
import { longKernel } from './long-kernel.mjs';

serve(async (setup) => {
  if (setup === 'dies') process.exit(5);
  if (setup === 'fails') throw new Error('no such setup');
  const run = await longKernel();
  return {
    async compute(kernels) {
      for (let i = 0; i < kernels; i++) await run();
    },
    async exit() {
      process.exit(7);
    },
    async throw() {
      setImmediate(() => {
        throw new Error('out of the blue');
      });
      for (;;) await run();
    },
    dispose: async () => {},
  };
});
