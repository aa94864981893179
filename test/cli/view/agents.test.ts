/** The agents that `view` offers to its page. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { assets } from '../../../src/agent/bundled-agents.js';
import { runtimeRoutes, viewedAgents } from '../../../src/cli/view/agents.js';
import { openLibrary } from '../../../src/env/library.js';
import { refusal } from '../../helpers/refusal.js';

const folder = mkdtempSync(join(tmpdir(), 'sap-atari-view-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
// The agents of a zoo are listed where their ROMs are: of the machine's own zoo, none.
process.env.SAP_ATARI_ZOO = join(folder, 'no-zoo');
const library = await openLibrary();
const run = join(folder, 'mine');
cpSync(join(assets, 'tenpins'), run, { recursive: true });

type Entry = {
  readonly id: string;
  readonly run?: string;
  readonly rom?: string;
  readonly files: Record<string, string>;
};

async function catalogOf(withRoms: boolean, from = library) {
  const { first, routes } = viewedAgents([run], from, { withRoms });
  const reply = await routes['/agents/catalog.json']!(new URLSearchParams());
  return { first, routes, entries: (reply as { readonly json: Entry[] }).json };
}

describe('viewedAgents', () => {
  it('lists the runs that are given, then the agents of the package, and sends their two files and no others', async () => {
    const { first, routes, entries } = await catalogOf(true);
    expect(first).toBe('run-1');
    expect(entries.map(({ id }) => id)).toEqual(['run-1', 'catch', 'raiders', 'tenpins']);
    expect(entries.map((entry) => entry.run)).toEqual([run, undefined, undefined, undefined]);
    const addresses = entries.flatMap(({ files, rom }) => [...Object.values(files), ...(rom ? [rom] : [])]);
    expect(Object.keys(routes).sort()).toEqual(
      ['/agents/catalog.json', ...addresses.map((address) => address.replace('..', ''))].sort(),
    );
    for (const address of addresses) {
      const reply = await routes[address.replace('..', '')]!(new URLSearchParams());
      expect(existsSync((reply as { readonly file: string }).file)).toBe(true);
    }
  });

  it('offers ROMs only where it is told to', async () => {
    expect((await catalogOf(true)).entries[0]!.rom).toBe('../agents/run-1/rom.bin');
    expect((await catalogOf(false)).entries.map(({ rom }) => rom)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('lists the agents of the zoo whose ROMs this machine has, where the page may load them', async () => {
    // Of a game whose ROM every machine has.
    const zoo = join(folder, 'zoo');
    cpSync(join(assets, 'tenpins'), join(zoo, 'tenpins'), { recursive: true });
    cpSync(join(assets, 'catch'), join(zoo, 'assault'), { recursive: true });
    const description = join(zoo, 'assault', 'model.json');
    writeFileSync(description, readFileSync(description, 'utf8').replace('"catch"', '"assault"'));
    vi.stubEnv('SAP_ATARI_ZOO', zoo);
    vi.stubEnv('ALE_ROM_DIR', '');
    onTestFinished(() => void vi.unstubAllEnvs());
    const ownGamesOnly = await openLibrary();
    const idsOf = ({ entries }: { readonly entries: readonly Entry[] }) => entries.map(({ id }) => id);
    expect(idsOf(await catalogOf(true, ownGamesOnly))).toEqual(['run-1', 'catch', 'raiders', 'tenpins', 'zoo-tenpins']);
    expect(idsOf(await catalogOf(false, ownGamesOnly))).toEqual(['run-1', 'catch', 'raiders', 'tenpins']);
    const { routes } = viewedAgents([join(zoo, 'tenpins')], ownGamesOnly, { withRoms: true });
    const reply = await routes['/agents/catalog.json']!(new URLSearchParams());
    expect((reply as { readonly json: Entry[] }).json.map(({ id, run: name }) => [id, name])).toEqual([
      ['run-1', 'zoo-tenpins'],
      ...['catch', 'raiders', 'tenpins'].map((id) => [id, undefined]),
    ]);
  });

  it('refuses a folder without an agent', async () => {
    const found = Promise.resolve().then(() => viewedAgents([folder], library, { withRoms: true }));
    expect(await refusal(found)).toMatch(/which holds folders of 1 agent/);
  });
});

it('sends the WebAssembly that Node uses, and the build with WebGPU', async () => {
  const routes = runtimeRoutes('vendor/onnxruntime-web/dist');
  expect(Object.keys(routes)).toEqual(
    ['', '.asyncify'].flatMap((build) =>
      ['mjs', 'wasm'].map((ending) => `/onnxruntime/ort-wasm-simd-threaded${build}.${ending}`),
    ),
  );
  const replies = await Promise.all(Object.values(routes).map((route) => route(new URLSearchParams())));
  expect(replies.every((reply) => existsSync((reply as { readonly file: string }).file))).toBe(true);
});
