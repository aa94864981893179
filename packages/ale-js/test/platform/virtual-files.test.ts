import { expect, test } from 'vitest';
import { virtualFiles } from '../../src/platform/virtual-files.js';

test('written files can be read, listed and removed', () => {
  const files = virtualFiles();
  files.mkdir('/roms');
  files.writeFile('/roms/a.bin', Uint8Array.of(1, 2));
  files.writeFile('roms//b.bin', Uint8Array.of(3).buffer);
  files.writeFile('/text', 'hi');
  expect(files.readFile('roms/a.bin')).toEqual(Uint8Array.of(1, 2));
  expect(files.readFile('/roms/b.bin')).toEqual(Uint8Array.of(3));
  expect(files.readdir('/roms')).toEqual(['.', '..', 'a.bin', 'b.bin']);
  expect(files.readdir('/')).toEqual(['.', '..', 'roms', 'text']);
  files.unlink('/roms/a.bin');
  expect(files.analyzePath('/roms/a.bin').exists).toBe(false);
  expect(() => files.readFile('/roms/a.bin')).toThrow(/no such file: "\/roms\/a.bin"/);
});

test('a written file is a copy', () => {
  const files = virtualFiles();
  const bytes = Uint8Array.of(1);
  files.writeFile('/a', bytes);
  bytes[0] = 2;
  expect(files.readFile('/a')).toEqual(Uint8Array.of(1));
});

test('other paths are read outside', () => {
  const files = virtualFiles((path) => (path === '/disk/a.bin' ? Uint8Array.of(9) : undefined));
  expect(files.readFile('/disk/a.bin')).toEqual(Uint8Array.of(9));
  expect(() => files.readFile('/disk/b.bin')).toThrow(/no such file/);
});
