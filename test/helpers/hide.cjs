// For node --require: what is required by a path that contains one of HIDE's parts is not found, as on a platform that
// has no such library. HIDE=onnxruntime_binding,@img/sharp
const Module = require('node:module');

const hidden = (process.env.HIDE ?? '').split(',').filter(Boolean);
const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  if (!hidden.some((part) => request.includes(part))) return resolve.call(this, request, ...rest);
  throw Object.assign(new Error(`Cannot find module '${request}'`), { code: 'MODULE_NOT_FOUND' });
};
