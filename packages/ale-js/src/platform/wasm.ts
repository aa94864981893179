/** Compiles the core once and instantiates it as often as wanted: one instance is one console. */
import type { Core } from '../console/core.js';
import { AleError } from '../errors.js';

export type WasmSource = BufferSource | URL | string | Response | WebAssembly.Module;

/** @param source the bytes, a compiled module, a response, or where to fetch it */
export async function compileCore(source: WasmSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (typeof source === 'string' || source instanceof URL) return compileCore(await fetch(source));
  if (typeof Response !== 'undefined' && source instanceof Response) {
    if (!source.ok)
      throw new AleError('wasm-unavailable', `cannot fetch ${source.url}: HTTP status ${source.status}`, {
        expected: 200,
        got: source.status,
      });
    return WebAssembly.compile(await source.arrayBuffer());
  }
  return WebAssembly.compile(source as BufferSource);
}

export function instantiateCore(module: WebAssembly.Module): Core {
  return new WebAssembly.Instance(module, {}).exports as unknown as Core;
}
