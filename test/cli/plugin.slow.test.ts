/** `--plugin`: attacks and defenses of a user's own, in this process and in worker threads. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const program = fileURLToPath(new URL('../../dist/cli/index.js', import.meta.url));
const plugin = fileURLToPath(new URL('../helpers/plugin.mjs', import.meta.url));

function cli(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

const own = ['--plugin', plugin, '--attacks', 'own-fgsm', '--defenses', 'scaled0.5,scaled0.5+sap100'];
const few = ['--lambda', '4', '--gradient-samples', '2', '--output-samples', '2', '--json'];
const agents = ['plain', 'scaled0.5', 'scaled0.5+sap100'];

interface Report {
  readonly settings: { readonly plugin: { readonly file: string; readonly sha256: string } };
  readonly rows: readonly { readonly agent: string; readonly attack: string | null }[];
}

describe('--plugin', () => {
  it.each<[string, string[]]>([
    ['evaluate', ['evaluate', '--episodes', '1', '--max-steps', '3', '--workers', '2']],
    ['state-grid', ['state-grid', '--states', '2', '--every', '1', '--workers', '2']],
    ['mc-sweep', ['mc-sweep', '--states', '2', '--every', '1', '--workers', '1']],
    ['vision evaluate', ['vision', 'evaluate', '--images', '2', '--workers', '2']],
  ])('%s evaluates its attack and its defenses, and names its file', (_, args) => {
    const { status, stdout, stderr } = cli(...args, ...own, ...few, '--out', temporaryFolder());
    expect(status, stderr).toBe(0);
    const { settings, rows }: Report = JSON.parse(stdout);
    expect(settings.plugin).toEqual({ file: plugin, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect([...new Set(rows.map(({ agent }) => agent))]).toEqual(agents);
    expect([...new Set(rows.flatMap(({ attack }) => attack ?? []))]).toEqual(['own-fgsm']);
  });

  it('is loaded by play, and by the lists of names', () => {
    const film = join(temporaryFolder(), 'film.webp');
    const names = ['--plugin', plugin, '--attack', 'own-fgsm', '--defense', 'scaled0.5'];
    expect(cli('play', ...names, '--steps', '2', '--out', film)).toMatchObject({ status: 0 });
    expect(cli('attacks', '--plugin', plugin).stdout).toContain('own-fgsm');
    expect(cli('defenses', '--plugin', plugin).stdout).toContain('scaled<s>');
  });

  it('may not change while an evaluation is resumed', () => {
    const folder = temporaryFolder();
    const copy = join(temporaryFolder(), 'changed.mjs');
    const source = `export * from ${JSON.stringify(pathToFileURL(plugin).href)};
`;
    writeFileSync(copy, source);
    const args = ['state-grid', '--states', '2', '--every', '1', '--plugin', copy, ...own.slice(2), ...few];
    expect(cli(...args, '--out', folder)).toMatchObject({ status: 0 });
    expect(cli('state-grid', '--resume', folder, '--json')).toMatchObject({ status: 0 });
    writeFileSync(copy, `${source}// changed\n`);
    const stored = cli('state-grid', '--resume', folder, '--json');
    expect(stored).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/has changed: expected SHA-256/),
    });
    const again = cli(...args, '--out', folder);
    expect(again).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/its grid has plugin "/) });
  });

  const entry = '{ meaning: "mine", create: () => { throw new TypeError("no such thing"); } }';
  it.each<[string, string | undefined, string]>([
    ['is missing', undefined, 'cannot read'],
    ['is no module', 'export const =', 'cannot be loaded: '],
    ['throws', 'throw new Error("not\\ntoday")', 'cannot be loaded: not'],
    ['exports nothing', '', 'expected exports attacks or defenses, objects with an entry for each name, got nothing'],
    ['exports something else', 'export default 1', 'an entry for each name, got default'],
    ['exports no object', 'export const attacks = 7', 'attacks: expected an object with an entry for each name, got 7'],
    ['registers a taken attack', `export const attacks = { pgd: ${entry} }`, 'the name "pgd" is taken: choose another'],
    ['registers a taken defense', `export const defenses = { sap: ${entry} }`, 'the name "sap" is taken'],
    ['registers none', `export const defenses = { none: ${entry} }`, 'the name "none" is taken'],
    [
      'has a bad name',
      `export const attacks = { 'a:b': ${entry} }`,
      'lower-case letters, digits and hyphens, got "a:b"',
    ],
    ['has a bad entry', 'export const attacks = { mine: {} }', 'expected an object with meaning (text) and create'],
    ['makes no attack', `export const attacks = { fgms: ${entry} }`, 'attack fgms: no such thing'],
  ])('that %s is refused in one line', (_, source, says) => {
    const file = join(temporaryFolder(), 'bad.mjs');
    if (source !== undefined) writeFileSync(file, source);
    const out = ['--out', temporaryFolder()];
    const { status, stdout, stderr } = cli('evaluate', '--plugin', file, '--attack', 'fgms', ...out);
    expect({ status, stdout, stderr }).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(says) });
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
