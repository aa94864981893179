/** The help of every command. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCli } from '../helpers/cli.js';
import { type CliHost, startCliHost } from '../helpers/cli-host.js';

const { folder, environment } = openCli();
let host: CliHost;
beforeAll(() => {
  host = startCliHost(folder, environment);
});
afterAll(() => host.end());

describe('help', () => {
  it.each([
    'train',
    'evaluate',
    'table1',
    'mc-sweep',
    'state-grid',
    'record-states',
    'results',
    'play',
    'games',
    'report',
    'attacks',
    'defenses',
    'vision evaluate',
    'vision figures',
    'vision train',
  ])('%s --help explains every option', async (command) => {
    const { status, stdout } = await host.run([...command.split(' '), '--help']);
    expect(status).toBe(0);
    const options = stdout.split('\n').filter((line) => /^ {2}-/.test(line));
    expect(options.length).toBeGreaterThan(1);
    for (const line of options) expect(line).toMatch(/ {2,}\S/);
    expect(stdout).not.toMatch(/default: (false|\[)|\) \(|draws|pixels of|…/);
  });
});
