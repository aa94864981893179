import { expect, test } from 'vitest';
import { runProbeCase } from '../../src/conformance/environment.js';
import { probeFile, probeModule } from '../helpers/probe.js';

test('all recorded cases are here', () => expect(probeFile.cases).toHaveLength(23));

test.each(probeFile.cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
  expect(runProbeCase(probeFile, one, await probeModule())).toBeUndefined();
});
