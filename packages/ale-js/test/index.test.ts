import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Every module that `entry` reaches by static imports, with what each imports. */
function importsFrom(entry: URL): Map<string, string[]> {
  const seen = new Map<string, string[]>();
  const visit = (file: URL) => {
    if (seen.has(file.href)) return;
    const source = readFileSync(file, 'utf8');
    const imported = [...source.matchAll(/(?:from|import)\s+'([^']+)'/g)].map(([, specifier]) => specifier!);
    seen.set(file.href, imported);
    for (const specifier of imported.filter((name) => name.startsWith('.'))) {
      visit(new URL(specifier.replace(/\.js$/, '.ts'), file));
    }
  };
  visit(entry);
  return seen;
}

test('the browser entry reaches nothing outside the package', () => {
  const modules = importsFrom(new URL('../src/index.ts', import.meta.url));
  expect(modules.size).toBeGreaterThan(15);
  const outside = [...modules.values()].flat().filter((specifier) => !specifier.startsWith('.'));
  expect(outside).toEqual([]);
});

test('what package.json exports is built', () => {
  const root = new URL('../', import.meta.url);
  const { exports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  const files = Object.values(exports as Record<string, Record<string, string>>).flatMap((one) => Object.values(one));
  expect(files.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
});
