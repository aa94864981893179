/** A thread that returns each job as its result. */
import { serve } from '../../dist/compute/threads/serve.js';

serve(async () => ({ do: async (job) => job, dispose: async () => {} }));
