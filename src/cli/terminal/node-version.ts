/** Refuses a Node that is too old. Imported first, before modules that an old Node cannot run. */
import { readFileSync } from 'node:fs';

/** Returns the problem in one line; undefined if `version` satisfies `engines`, a range `>=major.minor`. */
export function oldNode(version: string, engines: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = engines.replace('>=', '').split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return undefined;
  return `expected Node ${wantedMajor}.${wantedMinor} or newer, got ${version}: install a newer one from your system or nodejs.org`;
}

const { engines } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
const problem = oldNode(process.versions.node, engines.node);
if (problem !== undefined) {
  console.error(`sap-atari: ${problem}`);
  process.exit(1);
}
