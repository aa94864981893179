// Entry of a worker thread whose module is TypeScript. Node starts no thread from a .ts file, so this file starts and loads it.
import { workerData } from 'node:worker_threads';
import './from-source.mjs';

await import(workerData.entry);
