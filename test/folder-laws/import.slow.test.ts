import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { cli, folderLaws } from './laws.js';

const parent = mkdtempSync(join(tmpdir(), 'sap-atari-import-'));
afterAll(() => rmSync(parent, { recursive: true, force: true }));
const onnx = join(parent, 'catch.onnx');
expect(cli(['export', '--onnx', onnx])).toMatchObject({ status: 0 });

folderLaws([
  {
    name: 'import',
    args: (folder) => ['import', onnx, '--game', 'Catch', '--out', folder],
    again: 'is refused',
    overwrites: true,
    failingStart: ['--input-scale', '0'],
  },
]);
