/** The agents that the server of the page offers, and files that a visitor drops on it. */

import { z } from 'zod';
import { UsageError } from '../../src/common/errors.js';
import { sizeLimits } from '../../src/files/read-file.js';
import { zipEntries } from '../../src/files/zip.js';
import type { Files } from './engine/files.js';

const entrySchema = z.object({
  id: z.string().regex(/^[\w-]+$/),
  /** As people write it. */
  title: z.string(),
  /** Folder for `evaluate --run`; left out for agents of the package. */
  run: z.string().optional(),
  /** Addresses of its files by name, relative to the page. */
  files: z.record(z.string(), z.string()),
  /** Address of the ROM; left out for the project's own games. */
  rom: z.string().optional(),
});

export type CatalogEntry = z.infer<typeof entrySchema>;

/** Reads the list of agents. @throws Error in one line */
export async function loadCatalog(): Promise<readonly CatalogEntry[]> {
  return z.array(entrySchema).parse(await (await fetched('../agents/catalog.json')).json());
}

/** Loads the files of an agent. @param onProgress receives the bytes that have come so far */
export async function filesOf({ files }: CatalogEntry, onProgress: (bytes: number) => void): Promise<Files> {
  let bytes = 0;
  const load = async ([name, address]: readonly [string, string]) => {
    const loaded = await withProgress(await fetched(address), (more) => {
      bytes += more;
      onProgress(bytes);
    });
    return [`agent/${name}`, loaded] as const;
  };
  return Object.fromEntries(await Promise.all(Object.entries(files).map(load)));
}

/** Loads a file. */
export const bytesOf = async (address: string): Promise<Uint8Array> =>
  new Uint8Array(await (await fetched(address)).arrayBuffer());

async function fetched(address: string): Promise<Response> {
  const response = await fetch(address);
  if (response.ok) return response;
  throw new Error(`cannot load ${address}: the server answered ${response.status}`);
}

async function withProgress(response: Response, onBytes: (more: number) => void): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const reader = response.body!.getReader();
  for (;;) {
    const { value } = await reader.read();
    if (!value) break;
    parts.push(value);
    onBytes(value.length);
  }
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}

/** What was dropped: files of an agent, a ROM, or both. */
export interface Dropped {
  readonly agent: Files;
  readonly roms: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

/** Most bytes that are read of what was dropped: a run folder also holds its replay memory, which is not needed. */
const mostBytes = 512 * 1024 ** 2;
const romName = /\.(bin|a26|rom)$/i;
const agentName =
  /(^|\/)(model\.json|model\.safetensors|card\.json)$|\.(onnx|onnx\.data|pt|pth|safetensors|cleanrl_model|msgpack)$/;

/** Reads dropped files and folders. @throws Error in one line where nothing of it is of use */
export async function readDropped(items: readonly { readonly path: string; readonly file: File }[]): Promise<Dropped> {
  const agent: Record<string, Uint8Array> = {};
  const roms: { name: string; bytes: Uint8Array }[] = [];
  let total = 0;
  const take = (path: string, bytes: Uint8Array) => {
    if (romName.test(path)) roms.push({ name: path.split('/').at(-1)!, bytes });
    else if (agentName.test(path)) agent[path] = bytes;
  };
  for (const { path, file } of items) {
    const isZip = /\.zip$/i.test(path);
    if (!isZip && !romName.test(path) && !agentName.test(path)) continue;
    total += file.size;
    if (total > mostBytes) throw new Error(`expected at most ${mostBytes / 1024 ** 2} MiB, got more with ${path}`);
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (!isZip) take(path, bytes);
    else for (const [name, unpacked] of unzipped(bytes, path)) take(name, unpacked);
  }
  if (Object.keys(agent).length > 0 || roms.length > 0) return { agent, roms };
  const names = items.slice(0, 3).map(({ path }) => path);
  throw new Error(
    `expected the folder of a run, its model.json and model.safetensors, a network (.onnx, .pt, .safetensors), or a ROM (.bin, .a26), got ${names.join(', ') || 'nothing'}`,
  );
}

/** The files in a zip that are of use. The page stands still while they are unpacked. @throws Error in one line */
function unzipped(zip: Uint8Array, path: string): (readonly [name: string, bytes: Uint8Array])[] {
  let left: number = sizeLimits.network;
  try {
    return zipEntries(zip)
      .filter(({ name }) => romName.test(name) || agentName.test(name))
      .map(({ name, unpack }) => {
        const bytes = unpack(left);
        if (!bytes)
          throw new UsageError(
            `${path}: expected at most ${sizeLimits.network / 1024 ** 2} MiB of networks and ROMs, got more with ${name}`,
          );
        left -= bytes.length;
        return [name, bytes] as const;
      });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path}: expected a zip file, got another or a damaged one (${(error as Error).message})`);
  }
}
