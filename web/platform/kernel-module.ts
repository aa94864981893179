/** The compiled kernels, in a page. */
import ownUrl from '../../dist/kernels.wasm?url';

const own = await WebAssembly.compileStreaming(fetch(ownUrl));

/** Returns the kernels over one memory; pages have no threads that share one. */
export function kernelModule(file: string): WebAssembly.Module {
  if (file === 'kernels.wasm') return own;
  throw new Error(`a page has no ${file}`);
}
