/** Globals of Node that the sources use. Import it before them. */
import { Buffer } from 'buffer/index.js';
import { setImmediate } from './node-timers.js';

Object.assign(globalThis, {
  Buffer,
  setImmediate: (callback: () => void) => void setImmediate().then(callback),
  process: { env: {}, platform: 'browser', versions: {} },
});
