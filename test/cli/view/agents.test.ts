/** The agents that `view` offers to its page. */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { assets } from '../../../src/agent/bundled-agents.js';
import { runtimeRoutes, viewedAgents } from '../../../src/cli/view/agents.js';
import { openLibrary } from '../../../src/env/library.js';
import { refusal } from '../../helpers/refusal.js';

const folder = mkdtempSync(join(tmpdir(), 'sap-atari-view-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const library = await openLibrary();
const run = join(folder, 'mine');
cpSync(join(assets, 'tenpins'), run, { recursive: true });

type Entry = {
  readonly id: string;
  readonly run?: string;
  readonly rom?: string;
  readonly files: Record<string, string>;
};

async function catalogOf(withRoms: boolean) {
  const { first, routes } = viewedAgents([run], library, { withRoms });
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

  it('refuses a folder without an agent', async () => {
    const found = Promise.resolve().then(() => viewedAgents([folder], library, { withRoms: true }));
    expect(await refusal(found)).toMatch(/which holds folders of 1 agent/);
  });
});

it('sends the WebAssembly that Node uses', async () => {
  const routes = runtimeRoutes('vendor/onnxruntime-web/dist');
  const replies = await Promise.all(Object.values(routes).map((route) => route(new URLSearchParams())));
  expect(replies.map((reply) => existsSync((reply as { readonly file: string }).file))).toEqual([true, true]);
});
