import type { createALEModule, createVectorEnvironment, md5 } from '../../src/index.js';

export function playCatch(
  library: {
    readonly createALEModule: typeof createALEModule;
    readonly createVectorEnvironment: typeof createVectorEnvironment;
    readonly md5: typeof md5;
  },
  game: { readonly rom: Uint8Array; readonly game: unknown; readonly threads: number },
): Promise<string[]>;
