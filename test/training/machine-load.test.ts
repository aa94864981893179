import { expect, it } from 'vitest';
import { machineLoad, othersShare } from '../../src/training/machine-load.js';

it.each([
  ['an idle machine', { busy: 0, total: 8, own: 0 }, 0],
  ['a machine with this process alone', { busy: 4, total: 8, own: 4 }, 0],
  ['a machine with others', { busy: 6, total: 8, own: 2 }, 0.5],
  ['clocks that do not agree', { busy: 1, total: 8, own: 1.5 }, 0],
  ['no time at all', { busy: 0, total: 0, own: 0 }, 0],
])('the share of others on %s', (_, { busy, total, own }, share) => {
  const first = { busy: 100, total: 1000, own: 50 };
  const last = { busy: 100 + busy, total: 1000 + total, own: 50 + own };
  expect(othersShare(first, last)).toBeCloseTo(share, 12);
});

it('a load grows with the processor time of this process', () => {
  const first = machineLoad();
  const { user, system } = process.cpuUsage();
  while (process.cpuUsage({ user, system }).user < 100_000) Math.sqrt(user);
  const last = machineLoad();
  expect(last.own - first.own).toBeGreaterThan(0.09);
  expect(last.total).toBeGreaterThan(first.total);
  expect(last.total).toBeGreaterThanOrEqual(last.busy);
});
