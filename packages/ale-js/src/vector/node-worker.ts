/** Entry of a worker thread in Node. */
import { parentPort } from 'node:worker_threads';
import { serve } from './worker.js';

parentPort?.once('message', (setup) => serve(setup, (message) => parentPort?.postMessage(message)));
