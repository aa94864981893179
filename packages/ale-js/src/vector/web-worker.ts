/** Entry of a web worker. */
import { serve } from './worker.js';

addEventListener('message', ({ data }) => serve(data, (message) => postMessage(message)), { once: true });
