import { expect, it } from 'vitest';
import { UsageError } from '../../src/common/errors.js';
import { optionalPackage } from '../../src/sweep/optional-package.js';

it('loads what is installed', async () => {
  expect(await optionalPackage<typeof import('zod')>('zod', 'here')).toHaveProperty('z');
});

it('says what to install where it is not', async () => {
  const missing = optionalPackage('sap-atari-nowhere', 'redis://h', 'nowhere@6 client');
  await expect(missing).rejects.toThrow(UsageError);
  await expect(missing).rejects.toThrow(
    'redis://h: expected the package sap-atari-nowhere, which is not installed: npm install nowhere@6 client',
  );
});
