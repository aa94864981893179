/** Numbers may differ between versions: the jobs of a plan are run by those that planned it. */
import { UsageError } from '../../common/errors.js';
import { runtimeVersion } from '../../compute/onnx/runtime.js';
import type { SweepPlan } from './plan-file.js';
import { packageVersion } from './plan-sweep.js';

/** @param folder of the sweep, for the message @throws UsageError for another version of sap-atari or ONNX Runtime */
export function expectSamePrograms({ version, engine }: Omit<SweepPlan, 'spec' | 'jobs'>, folder: string): void {
  const textOf = (own: string, runtime: string) => `sap-atari ${own} with ONNX Runtime ${runtime}`;
  const [planned, here] = [textOf(version, engine), textOf(packageVersion, runtimeVersion)];
  if (planned === here) return;
  throw new UsageError(
    `${folder} was planned by ${planned}: expected the same here, got ${here}; install that version`,
  );
}
