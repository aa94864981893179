/** The test cartridge of the conformance data, and a module to play it in. */
import { readFileSync } from 'node:fs';
import { type ProbeFile, probeRom } from '../../src/conformance/environment.js';
import { type ALEModule, createALEModule, type ModuleOptions } from '../../src/platform/module.js';

const url = new URL('../../data/conformance/env/probe.json', import.meta.url);
export const probeFile = JSON.parse(readFileSync(url, 'utf8')) as ProbeFile;
export const ntscProbe = probeRom(probeFile, 'ntsc');
export const palProbe = probeRom(probeFile, 'pal');

/** Built by `npm run build`; `npm test` does so first. */
export const wasm = readFileSync(new URL('../../dist/ale.wasm', import.meta.url));

/** @returns the module and the warnings it printed */
export async function probeModule(options: ModuleOptions = {}): Promise<ALEModule & { readonly warnings: string[] }> {
  const warnings: string[] = [];
  const module = await createALEModule({ wasm, printErr: (text) => warnings.push(text), ...options });
  return { ...module, warnings };
}
