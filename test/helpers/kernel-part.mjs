/** A thread of a group whose part computes long kernels, or ends it. */
import { serveGroup } from '../../dist/compute/threads/group-member.js';
import { longKernel } from './long-kernel.mjs';

serveGroup(async (setup) => {
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
