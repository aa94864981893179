import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

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

const root = new URL('../', import.meta.url);
const packageJson = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

test('what package.json exports is built', () => {
  const filesIn = (entry: unknown): string[] =>
    typeof entry === 'string' ? [entry] : Object.values(entry as object).flatMap(filesIn);
  const files = filesIn(packageJson.exports);
  expect(files).toContain('./dist/index.js');
  expect(files.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
});

describe('the package as it is published', () => {
  const packed = (): string[] => {
    const npm = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    return JSON.parse(npm.stdout)[0].files.map(({ path }: { path: string }) => path);
  };

  test('contains the built modules, the core and documents; no tests, recordings, sources', () => {
    const files = packed();
    const wanted =
      /^(dist\/(?!conformance\/).*\.js|dist\/(?!conformance\/).*\.d\.ts|dist\/ale\.wasm|docs\/(accuracy|speed)\.md)$/;
    const always = ['LICENSE', 'README.md', 'package.json'];
    expect(files.filter((file) => !wanted.test(file)).sort()).toEqual(always);
    const modules = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => file.endsWith('.ts') && !file.startsWith('conformance/'));
    const needed = modules.flatMap((file) => [
      `dist/${file.replace(/ts$/, 'js')}`,
      `dist/${file.replace(/ts$/, 'd.ts')}`,
    ]);
    expect(needed.filter((file) => !files.includes(file))).toEqual([]);
    expect(files).toContain('dist/ale.wasm');
    expect(files).toEqual(expect.arrayContaining(['docs/accuracy.md', 'docs/speed.md']));
  });

  test('needs no other package', () => {
    expect(packageJson.dependencies ?? {}).toEqual({});
    expect(packageJson.peerDependencies ?? {}).toEqual({});
  });

  test('has a core of at most 200 kB', () => {
    expect(statSync(new URL('dist/ale.wasm', root)).size).toBeLessThanOrEqual(200_000);
  });
});
