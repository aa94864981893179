// Puts the files of ONNX Runtime that compute into vendor/, out of its two npm packages. Neither package is a dependency:
// the install script of onnxruntime-node downloads CUDA libraries from elsewhere, and a tenth of onnxruntime-web is needed
// (docs/decisions/0017-platforms.md).
//
//     node scripts/onnxruntime.mjs          the native library of this platform, and WebAssembly; does nothing when they are there
//     node scripts/onnxruntime.mjs --all    the native libraries of all platforms, for `npm pack`
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nestedNpmEnvironment } from './nested-npm.mjs';

const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const version = dependencies['onnxruntime-common'];
const vendor = fileURLToPath(new URL('../vendor', import.meta.url));

const bin = (platform, ...names) =>
  ['onnxruntime_binding.node', ...names].map((name) => `bin/napi-v6/${platform}/${name}`);
const windows = ['onnxruntime.dll', 'dxcompiler.dll', 'dxil.dll'];
/** By `process.platform/process.arch`. Left out: a second copy of the macOS library, and DirectML, which no provider of ours uses. */
const native = {
  'linux/x64': bin('linux/x64', 'libonnxruntime.so.1'),
  'linux/arm64': bin('linux/arm64', 'libonnxruntime.so.1'),
  'darwin/arm64': bin('darwin/arm64', 'libonnxruntime.1.dylib'),
  'win32/x64': bin('win32/x64', ...windows),
  'win32/arm64': bin('win32/arm64', ...windows),
};
const threaded = (build) => ['mjs', 'wasm'].map((ending) => `ort-wasm-simd-threaded${build}.${ending}`);
const here = native[`${process.platform}/${process.arch}`] ?? [];
const packages = {
  'onnxruntime-node': {
    integrity: 'sha512-twhs1C2C/BFkz1yc5OY0KIU2GUq6DURO7hD4bx5Q2Qy3nAMJwRXW8xU3NVczE29VA9lolLOYepoD8fjTGOfIqw==',
    main: 'dist/index.js',
    files: [
      ...['index', 'backend', 'binding', 'version'].map((name) => `dist/${name}.js`),
      ...(process.argv.includes('--all') ? Object.values(native).flat() : here),
    ],
  },
  'onnxruntime-web': {
    integrity: 'sha512-q0y+JrrtukXSzsBWEMccVfqX25LRmosXHF+CaRJmg8pZClzcV7svNc4rKY3jL02Vb7QmRMDs1SigqR4CXAfKYQ==',
    main: 'dist/ort.node.min.js',
    // The build with WebGPU (asyncify) is for the live page alone.
    files: ['ort.node.min.js', ...['', '.asyncify'].flatMap((build) => threaded(build))].map((name) => `dist/${name}`),
  },
};
const license = `MIT License

Copyright (c) Microsoft Corporation

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`;

try {
  for (const [name, wanted] of Object.entries(packages)) if (!isThere(name, wanted)) fetchPackage(name, wanted);
} catch ({ message }) {
  console.error(`${message}; the build needs this package once, from the registry that npm is set to`);
  process.exitCode = 1;
}

function isThere(name, { files }) {
  const path = join(vendor, name, 'package.json');
  if (!existsSync(path)) return false;
  return (
    JSON.parse(readFileSync(path, 'utf8')).version === version &&
    files.every((file) => existsSync(join(vendor, name, file)))
  );
}

/** The package's tarball comes through npm, so from the registry and the cache that npm is set to; no script of it runs. */
function fetchPackage(name, { integrity, main, files }) {
  mkdirSync(vendor, { recursive: true });
  const folder = mkdtempSync(join(vendor, '.partial-'));
  try {
    run(
      'npm',
      ['pack', `${name}@${version}`, '--loglevel=error', '--ignore-scripts', '--pack-destination', '.'],
      folder,
    );
    const tarball = `${name}-${version}.tgz`;
    const found = `sha512-${createHash('sha512')
      .update(readFileSync(join(folder, tarball)))
      .digest('base64')}`;
    if (found !== integrity) throw new Error(`${tarball}: expected ${integrity}, got ${found}`);
    run('tar', ['-xzf', tarball, ...files.map((file) => `package/${file}`)], folder);
    const description = { name, version, license: 'MIT', type: 'commonjs', main, private: true };
    writeFileSync(join(folder, 'package/package.json'), `${JSON.stringify(description, null, 2)}\n`);
    writeFileSync(join(folder, 'package/LICENSE'), license);
    rmSync(join(vendor, name), { recursive: true, force: true });
    renameSync(join(folder, 'package'), join(vendor, name));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(command, args, cwd) {
  const { status, stderr, error } = spawnSync(command, args, {
    cwd,
    env: nestedNpmEnvironment(),
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    throw new Error(
      `${command} ${args.join(' ')} failed: ${error?.message ?? stderr.trim().split('\n').slice(0, 3).join(' ')}`,
    );
  }
}
