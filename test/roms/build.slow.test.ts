import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkGame } from '../../packages/ale-js/src/games/check-game.js';
import { assemble, imagePath, modulePath, moduleText, sources, withMd5 } from '../../scripts/build-roms.mjs';
import { bareConsole, switches, table } from './console.js';

const tableText = readFileSync(new URL('../../roms/homebrew/games.json', import.meta.url), 'utf8');

describe.each(sources())('%s', (name) => {
  const { image } = assemble(name);

  it('has an image that equals its assembled source', () => {
    expect(image.length).toBe(4096);
    expect(Buffer.compare(readFileSync(imagePath(name)), image)).toBe(0);
  });

  it('has a valid table entry with the md5 of that image', () => {
    expect(withMd5(tableText, name, image)).toBe(tableText);
    expect(checkGame(table.games.find((game) => checkGame(game).id === name)).id).toBe(name);
  });

  it('draws 262 lines in every frame, whatever is pressed', () => {
    const core = bareConsole(name);
    core.runFrame(); // power-on: the first frame has no sync before it
    for (let frame = 0; frame < 12_000; frame++) {
      // RESET is rare, so that games reach their end; each input lasts four frames
      core.setSwitches(frame % 6000 < 3 ? switches.reset : switches.idle);
      core.setJoysticks(Math.imul(frame >> 2, 0x9e3779b1) >>> 27);
      expect(core.runFrame(), `frame ${frame}`).toBe(1);
      expect(core.scanlines(), `frame ${frame}`).toBe(262);
    }
  });
});

it('ale-js contains the same images and table', () => {
  expect(readFileSync(modulePath, 'utf8')).toBe(moduleText());
});
