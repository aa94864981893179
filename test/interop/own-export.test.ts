/** Which files `export` may overwrite: its own, and no other that mentions the program. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { bundledAgent } from '../../src/agent/bundled-agents.js';
import { aboutAgent } from '../../src/interop/about-agent.js';
import { isFreeForExport } from '../../src/interop/own-export.js';
import { encodePytorch } from '../../src/interop/pytorch/export-pytorch.js';
import { encodeSafetensors } from '../../src/model/safetensors.js';

const folder = mkdtempSync(join(tmpdir(), 'sap-atari-own-export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function isFree(contents: string | Uint8Array): boolean {
  const path = join(folder, 'file');
  writeFileSync(path, contents);
  return isFreeForExport(path);
}

it('is free where no file is, and where one is empty', () => {
  expect(isFreeForExport(join(folder, 'missing'))).toBe(true);
  expect(isFree('')).toBe(true);
});

it('is free where the export wrote a file for PyTorch', () => {
  const { weights, source } = encodePytorch(bundledAgent('catch'), 'catch.safetensors');
  expect(isFree(weights)).toBe(true);
  expect(isFree(source)).toBe(true);
});

it.each<[string, string | Uint8Array]>([
  ['a script', '"""Plays an agent of sap-atari."""\nfrom catch import load\n'],
  ['a script that quotes the first line', 'import x\n"""The Q-network, exported by sap-atari. Needs PyTorch"""\n'],
  ['a page', '# Attacks with sap-atari\n'],
  ['an ONNX file of another program', '\x08\x0a\x12\x07pytorch:sap-atari'],
  ['weights of another program', encodeSafetensors([], 'F32', { format: 'pt', about: 'sap-atari' })],
  ['weights without a format', encodeSafetensors([], 'F32', aboutAgent(bundledAgent('catch')))],
])('is not free where %s is', (_, contents) => {
  expect(isFree(contents)).toBe(false);
});
