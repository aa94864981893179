/** A thread with a small service for the tests of the worker protocol. */
import { setTimeout } from 'node:timers/promises';
import { UsageError } from '../../dist/common/errors.js';
import { serve } from '../../dist/compute/threads/serve.js';

serve(async ({ refuses = false } = {}) => {
  if (refuses) throw new UsageError('expected no refusal, got one');
  const calls = [];
  return {
    async note(name, { onProgress }) {
      onProgress(`begin ${name}`);
      onProgress('too early: dropped');
      await setTimeout(5);
      calls.push(name);
      return [...calls];
    },
    untilAborted: (_, { signal }) =>
      new Promise((resolve) => {
        if (signal.aborted) resolve(undefined);
        signal.addEventListener('abort', () => resolve(undefined));
      }),
    sleep: (ms) => setTimeout(ms, 'awake'),
    async fail(kind) {
      if (kind === 'usage') throw new UsageError('expected a number, got "x"');
      return kind.property.of.undefined;
    },
    dispose: async () => {},
  };
});
