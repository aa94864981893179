/** Compiles and instantiates the core: one instance is one console. */
import type { Core } from '../console/core.js';
import { expectOk } from './fetch.js';

/** Where the core comes from: its bytes, a compiled module, a response, or a URL. */
export type WasmSource = BufferSource | URL | string | Response | WebAssembly.Module;

/** @throws AleError `wasm-unavailable` when the server answers with an error status */
export async function compileCore(source: WasmSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (typeof source === 'string' || source instanceof URL) return compileCore(await fetch(source));
  if (typeof Response !== 'undefined' && source instanceof Response) {
    return WebAssembly.compile(await expectOk(source, 'wasm-unavailable'));
  }
  return WebAssembly.compile(source as BufferSource);
}

export function instantiateCore(module: WebAssembly.Module): Core {
  return new WebAssembly.Instance(module, {}).exports as unknown as Core;
}
