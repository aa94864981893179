import { expect, it } from 'vitest';
import { oldNode } from '../../../src/cli/terminal/node-version.js';

it.each([
  ['18.20.8', 'expected Node 20.9 or newer, got 18.20.8: install a newer one from your system or nodejs.org'],
  ['20.8.1', 'expected Node 20.9 or newer, got 20.8.1: install a newer one from your system or nodejs.org'],
  ['20.9.0', undefined],
  ['20.20.2', undefined],
  ['21.0.0', undefined],
  ['24.1.0', undefined],
])('Node %s: %s', (version, problem) => {
  expect(oldNode(version, '>=20.9')).toBe(problem);
});
