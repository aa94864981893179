/** Reads the compiled kernels. Pages have another file in its place (web/platform/kernel-module.ts). */
import { readFileSync } from 'node:fs';

/** Compiles a file of `dist`. */
export const kernelModule = (file: string): WebAssembly.Module =>
  new WebAssembly.Module(readFileSync(new URL(`../../dist/${file}`, import.meta.url)));
