/** Where an imported agent comes from, as its description says. */
import { basename } from 'node:path';
import type { AgentSource } from '../../agent/agent-files.js';
import { readRegularFile, sizeLimits } from '../../files/read-file.js';
import { sha256 } from '../../files/sha256.js';
import type { NetworkFacts } from '../../interop/network-builder.js';

/** @param rulesOf title of the framework by whose rules the agent plays @throws UsageError for a file that cannot be read */
export const originOf = (file: string, facts: NetworkFacts | undefined, rulesOf: string | undefined): AgentSource => ({
  file: basename(file),
  sha256: sha256(readRegularFile(file, sizeLimits.network)),
  ...(facts && { family: facts.family }),
  ...(rulesOf !== undefined && { framework: rulesOf }),
});
