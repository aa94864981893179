/** `node:zlib` in a page. */
export { inflateSync as inflateRawSync } from 'fflate';
