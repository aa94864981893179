/** Plugins: ES modules that add attacks and defenses of a user's own. Every thread loads them itself. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type AttackEntry, registerAttack } from '../../attack/parse-attack.js';
import { UsageError } from '../../common/errors.js';
import { shown } from '../../common/printable.js';
import { type DefenseEntry, registerDefense } from '../../defense/parse-defense.js';
import { readRegularFile, sizeLimits } from '../../files/read-file.js';
import { sha256 as hashOf } from '../../files/sha256.js';

/** Names a plugin in settings and results. */
export interface PluginName {
  readonly file: string;
  /** Of the file, without the modules that it imports. */
  readonly sha256: string;
}

/** What a plugin may export: attacks and defenses by name. */
interface PluginExports {
  readonly attacks?: Readonly<Record<string, AttackEntry>>;
  readonly defenses?: Readonly<Record<string, DefenseEntry>>;
}

/** @throws UsageError for a file that cannot be read */
export const pluginName = (file: string): PluginName => ({ file, sha256: fingerprint(file) });

/** SHA-256 by path, of the plugins that this thread has loaded. */
const loaded = new Map<string, string>();

/**
 * Registers the attacks and defenses of a plugin; a second call does nothing.
 * @throws UsageError for a file that has changed, that cannot be loaded, that exports neither attacks nor defenses, or that
 * registers a name that is taken
 */
export async function loadPlugin({ file, sha256 }: PluginName): Promise<void> {
  const path = resolve(file);
  if (loaded.get(path) === sha256) return;
  const found = fingerprint(file);
  if (found !== sha256) {
    throw new UsageError(
      `plugin ${file} has changed: expected SHA-256 ${short(sha256)}, got ${short(found)}: restore it, or start anew in another folder`,
    );
  }
  register(file, await importModule(file, path));
  loaded.set(path, sha256);
}

async function importModule(file: string, path: string): Promise<PluginExports> {
  try {
    return (await import(pathToFileURL(path).href)) as PluginExports;
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    throw new UsageError(`plugin ${file} cannot be loaded: ${reason}`);
  }
}

function register(file: string, exported: PluginExports): void {
  const attacks = entriesOf(file, 'attacks', exported.attacks);
  const defenses = entriesOf(file, 'defenses', exported.defenses);
  if (attacks.length + defenses.length === 0) {
    const got = Object.keys(exported).join(', ') || 'nothing';
    throw new UsageError(
      `plugin ${file}: expected exports attacks or defenses, objects with an entry for each name, got ${got}`,
    );
  }
  try {
    for (const [name, entry] of attacks) registerAttack(name, entry);
    for (const [name, entry] of defenses) registerDefense(name, entry);
  } catch (error) {
    throw new UsageError(`plugin ${file}: ${(error as Error).message}`);
  }
}

function entriesOf<Entry>(file: string, name: string, exported: Readonly<Record<string, Entry>> | undefined) {
  if (exported === undefined) return [];
  if (typeof exported === 'object' && exported !== null) return Object.entries(exported);
  throw new UsageError(
    `plugin ${file}: ${name}: expected an object with an entry for each name, got ${shown(exported)}`,
  );
}

const fingerprint = (file: string): string => hashOf(readRegularFile(file, sizeLimits.json));

const short = (sha256: string): string => sha256.slice(0, 12);
