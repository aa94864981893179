/** For `node --import`: makes a process run TypeScript as it is. */
export const fromSource = new URL('../../scripts/from-source.mjs', import.meta.url).href;
