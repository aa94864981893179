/** A save that is killed at any moment leaves a model that can be read: the one before, or the new one. */
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  currentPath,
  encodeModelFiles,
  readDescription,
  readWeights,
  saveModelFiles,
} from '../../src/model/model-files.js';
import { fault } from '../helpers/faulty-files.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

vi.mock('node:fs', async (original) => (await import('../helpers/faulty-files.js')).faultyFiles(await original()));

const alive = () => {};
afterEach(() => {
  fault.before = alive;
});

const format = { name: 'toy', version: 1, remedy: 'make it anew' };

/** The files of a model that contain a number. */
function filesOf(value: number) {
  const arrays = [{ name: 'a', shape: [1], values: Float32Array.of(value) }];
  return {
    ...encodeModelFiles(arrays, (weights) => ({ format: 'sap-atari toy 1', value, weights })),
    'notes.txt': `${value}`,
  };
}

/** Returns the numbers in weights, description and notes. */
function readAll(folder: string): unknown[] {
  const description = readDescription(folder, format);
  const weights = readWeights(folder, 'toy', description)[0]!.values[0];
  return [weights, description.keys.value, Number(readFileSync(currentPath(folder, 'notes.txt'), 'utf8'))];
}

/** Saves; after so many operations on files nothing is done any more, as if the process had been killed. @returns whether it was */
function saveKilled(folder: string, value: number, operations: number): boolean {
  let left = operations;
  fault.before = () => {
    if (left-- <= 0) throw new Error('killed');
  };
  try {
    saveModelFiles(folder, filesOf(value));
    return false;
  } catch {
    return true;
  } finally {
    fault.before = alive;
  }
}

describe('saveModelFiles', () => {
  const all = (value: number) => [value, value, value];

  const pending = 'model.safetensors.sap-atari.tmp';

  /** Makes a folder with model 1 in which the save of model 2 was killed. */
  function killedFolder(operations: number) {
    const folder = temporaryFolder();
    saveModelFiles(folder, filesOf(1));
    return { folder, isKilled: saveKilled(folder, 2, operations) };
  }

  it('killed at any moment leaves a whole model, and the next save leaves nothing else', () => {
    const found = [];
    for (let operations = 0, isKilled = true; isKilled; operations++) {
      const killed = killedFolder(operations);
      isKilled = killed.isKilled;
      found.push(readAll(killed.folder));
      saveModelFiles(killed.folder, filesOf(3));
      expect(readAll(killed.folder)).toEqual(all(3));
      expect(readdirSync(killed.folder).sort()).toEqual(['model.json', 'model.safetensors', 'notes.txt']);
    }
    const first = found.findIndex(([weights]) => weights === 2);
    expect(first).toBeGreaterThan(5);
    expect(found).toEqual(found.map((_, i) => all(i < first ? 1 : 2)));
  });

  it('killed again before it has finished what the save before it left leaves a whole model too', () => {
    let moments = 0;
    for (let first = 0, isKilled = true; isKilled; first++) {
      const killed = killedFolder(first);
      isKilled = killed.isKilled;
      if (!readdirSync(killed.folder).includes(pending) || readAll(killed.folder)[0] === 1) continue;
      for (let second = 0, isAgain = true; isAgain; second++, moments++) {
        const { folder } = killedFolder(first);
        isAgain = saveKilled(folder, 3, second);
        expect([all(2), all(3)]).toContainEqual(readAll(folder));
      }
    }
    expect(moments).toBeGreaterThan(20);
  });

  it('leaves a whole model where a file cannot be replaced', () => {
    const folder = temporaryFolder();
    saveModelFiles(folder, filesOf(1));
    fault.before = (operation, path) => {
      if (operation === 'renameSync' && path.endsWith(pending)) throw new Error('EPERM');
    };
    expect(() => saveModelFiles(folder, filesOf(2))).toThrow('EPERM');
    expect(readAll(folder)).toEqual(all(2));
  });

  it('killed in the first save leaves no model, or the new one', () => {
    for (let operations = 0, isKilled = true; isKilled; operations++) {
      const folder = temporaryFolder();
      isKilled = saveKilled(folder, 1, operations);
      if (readdirSync(folder).includes('model.json')) expect(readAll(folder)).toEqual(all(1));
      else expect(isKilled).toBe(true);
    }
  });

  it('replaces the targets of links, also after it was killed', () => {
    const [folder, target] = [temporaryFolder(), join(temporaryFolder(), 'weights')];
    writeFileSync(target, '');
    symlinkSync(target, join(folder, 'model.safetensors'));
    saveModelFiles(folder, filesOf(1));
    for (let operations = 0; saveKilled(folder, 2, operations); operations++) {
      expect([all(1), all(2)]).toContainEqual(readAll(folder));
    }
    expect(readAll(folder)).toEqual(all(2));
    expect(readFileSync(target)).toEqual(Buffer.from(filesOf(2)['model.safetensors']));
  });

  it('does not take a temporary file for the weights that are of another save', () => {
    const folder = temporaryFolder();
    saveModelFiles(folder, filesOf(1));
    writeFileSync(join(folder, 'model.safetensors.sap-atari.tmp'), filesOf(2)['model.safetensors']);
    writeFileSync(join(folder, 'notes.txt.sap-atari.tmp'), '2');
    expect(readAll(folder)).toEqual(all(1));
  });
});
