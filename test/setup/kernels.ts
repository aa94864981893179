import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = (name: string) => fileURLToPath(new URL(`../../scripts/${name}`, import.meta.url));

/** Brings wasm and ONNX Runtime up to date. All else that the fast tests need runs from source. */
export function setup(): void {
  for (const name of ['onnxruntime.mjs', 'build-assembly.mjs']) {
    execFileSync(process.execPath, [script(name)], { stdio: 'inherit' });
  }
}
