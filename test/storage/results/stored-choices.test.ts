/** Choices in settings.json that were edited by hand: refused by the key before anything uses them. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/common/errors.js';
import { evaluationKind } from '../../../src/evaluation/games/run-evaluation.js';
import { visionKind } from '../../../src/evaluation/images/evaluate-images.js';
import { gridKind } from '../../../src/evaluation/states/run-state-grid.js';
import { readChoices } from '../../../src/storage/results/settings.js';
import { storedChoices } from '../../../src/storage/results/stored-choices.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const published = (name: string) =>
  new URL(`../../../docs/results/bundled/${name}/settings.json`, import.meta.url).pathname;
const names = { attacks: ['fgsm'], gradientSamples: [null], attackChoices: {}, attackOn: 'self', defenses: ['sap100'] };
const vision = {
  names: { ...names, defenseOptions: {}, outputSamples: 2 },
  runs: [{ run: 'a', folder: 'runs/a' }],
  images: { data: 'embedded', dataFolder: null, dataSeed: 1 },
  ...{ count: 10, lambdas: [1], seed: 1 },
};
const visionSettings = { format: `sap-atari ${visionKind.name} 2`, identity: {}, choices: vision };

const remove = (parent: Record<string, unknown>, key: string) => delete parent[key];
const retype = (parent: Record<string, unknown>, key: string) => Object.assign(parent, { [key]: true });

function folderOf(name: string): string {
  const folder = temporaryFolder();
  const path = join(folder, 'settings.json');
  if (name === 'vision') writeFileSync(path, JSON.stringify(visionSettings));
  else cpSync(published(name), path);
  return folder;
}
const rows = [
  ['episodes', evaluationKind, storedChoices.evaluation],
  ['grid', gridKind, storedChoices.grid],
  ['vision', visionKind, storedChoices.vision],
] as const;

describe.each(rows)('of %s', (name, kind, schema) => {
  it('are read as they were written', () => {
    const folder = folderOf(name);
    const { choices } = JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'));
    expect(JSON.stringify(readChoices(folder, kind, schema))).toBe(JSON.stringify(choices));
  });

  it('are refused by the key that is missing or of another type', () => {
    const folder = folderOf(name);
    const path = join(folder, 'settings.json');
    const settings = JSON.parse(readFileSync(path, 'utf8'));
    const edited = (place: string, change: typeof remove | typeof retype) => {
      const copy = structuredClone(settings);
      const keys = place.split('.');
      const parent = keys.slice(0, -1).reduce((at, key) => at[key], copy);
      change(parent, keys.at(-1)!);
      writeFileSync(path, JSON.stringify(copy));
      return () => readChoices(folder, kind, schema);
    };
    const keysOf = (place: string, value: object) => Object.keys(value).map((key) => `${place}.${key}`);
    const { choices } = settings;
    const places = [...keysOf('choices', choices), ...keysOf('choices.names', choices.names)];
    expect(places.length).toBeGreaterThan(11);
    for (const place of places.filter((each) => each !== 'choices.chance')) {
      for (const change of [remove, retype]) {
        const read = edited(place, change);
        expect(read, place).toThrow(UsageError);
        expect(read, place).toThrow(`expected settings as they were written, got others (${place}`);
      }
    }
  });
});
