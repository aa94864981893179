// For node --import: appends the path of every module that is loaded to the file LOADED.
import { appendFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';

const hooks = `
import { appendFileSync } from 'node:fs';
export async function load(url, context, next) {
  appendFileSync(process.env.LOADED, url + '\\n');
  return next(url, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
process.on('exit', () => {
  const required = Object.keys(createRequire(import.meta.url).cache);
  appendFileSync(process.env.LOADED, required.map((path) => `${path}\n`).join(''));
});
