/** Commands in processes of their own: their group, their output, and how they stop. */
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { startCommand, stopCommand } from '../../src/jobs/child-command.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sap-atari-command-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = join(folder, 'program.mjs');
writeFileSync(
  program,
  `console.log(process.argv.slice(2).join(' '), process.cwd());
  if (process.argv[2] === 'wait') process.on('disconnect', () => { console.error('stopped'); process.exit(3); });
  else process.disconnect();`,
);

describe('a command in a process of its own', () => {
  it('has its arguments, the folder of this process, and outputs to read', async () => {
    const child = startCommand(program, ['one', 'two']);
    expect([await text(child.stdout!), await text(child.stderr!)]).toEqual([`one two ${process.cwd()}\n`, '']);
  });

  it('leads a group of processes, and stops when this process disconnects, however often', async () => {
    const child = startCommand(program, ['wait'], { cwd: folder });
    const ended = Promise.all([once(child, 'exit'), text(child.stderr!)]);
    expect(String((await once(child.stdout!, 'data'))[0])).toBe(`wait ${folder}\n`);
    expect(process.kill(-child.pid!, 0)).toBe(true); // there is a group of this number
    stopCommand(child);
    stopCommand(child);
    expect(await ended).toEqual([[3, null], 'stopped\n']);
  });

  it('writes both outputs to an open file', async () => {
    const path = join(folder, 'log');
    const log = openSync(path, 'a');
    const child = startCommand(program, ['wait'], { cwd: folder, output: log });
    closeSync(log);
    const ended = once(child, 'exit');
    while (readFileSync(path, 'utf8') === '') await new Promise((resolve) => setTimeout(resolve, 10));
    stopCommand(child);
    await ended;
    expect(readFileSync(path, 'utf8')).toBe(`wait ${folder}\nstopped\n`);
  });
});
