/** The plain build of the core (assembly/plain.ts), compiled when a test first needs it. */
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const baseDir = fileURLToPath(new URL('../../', import.meta.url));

export async function plainWasm(): Promise<Uint8Array<ArrayBuffer>> {
  let wasm: Uint8Array<ArrayBuffer> | undefined;
  const writeFile = (name: string, contents: Uint8Array | string) => {
    if (name.endsWith('.wasm')) wasm = Uint8Array.from(contents as Uint8Array);
  };
  const config = ['--config', 'assembly/asconfig.json', '--target', 'plain', '--baseDir', baseDir];
  const { error, stderr } = await asc.main(['assembly/index.ts', ...config], { writeFile });
  if (error ?? !wasm) throw new Error(`the plain core does not compile: ${error?.message}\n${stderr.toString()}`);
  return wasm!;
}
