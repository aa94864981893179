/** Entry of a web worker thread. */
import { serve } from './worker.js';

addEventListener('message', ({ data }) => serve(data, (message) => postMessage(message)), { once: true });
