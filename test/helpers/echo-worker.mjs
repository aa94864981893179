/** A thread that gives its job back as the result. */
import { serveJobs } from '../../dist/jobs/serve-jobs.js';

serveJobs(async () => ({ do: async (job) => job, dispose: async () => {} }));
