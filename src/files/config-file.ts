/** Configs: flat data with typed defaults, a JSON file and command-line flags; errors are one line. */
import type { z } from 'zod';
import { UsageError } from '../common/errors.js';
import { nearest } from '../common/nearest.js';
import { shown } from '../common/printable.js';
import { readJson } from './read-file.js';

/** Where a config comes from: defaults, then a file, then flags. */
export interface ConfigSources {
  /** Path of a JSON file with some or all of the keys. */
  readonly file?: string | undefined;
  /** Whether a run wrote the file: then it has all keys, also those without an effect. */
  readonly ofRun?: boolean;
  /** Keys given on the command line; undefined = not given. */
  readonly flags?: Readonly<Record<string, unknown>> | undefined;
}

export interface ConfigFile<Config extends object> {
  /** Each key's meaning and unit, for help texts and documents. */
  readonly keys: Readonly<Record<keyof Config, string>>;
  /** Checks some keys of a config. @param source of the keys, for messages @throws UsageError in one line */
  parse(data: unknown, source: string): Partial<Config>;
  /**
   * Merges and checks defaults, file and flags; later ones win.
   * @throws UsageError in one line: source, key, what was expected, what it got
   */
  load(sources?: ConfigSources): Config;
  /** Returns the whole config of some keys, without the checks that involve several keys. */
  complete(given: Partial<Config>): Config;
}

export interface ConfigFileOptions<Config extends object> {
  /** Of each key; the message says what is expected, the description what the key means. */
  readonly schema: z.ZodObject;
  readonly defaults: Config;
  /** Values that follow from given keys, such as those of a preset; they win over the defaults only. */
  readonly expand?: (given: Partial<Config>) => Partial<Config>;
  /** Keys of earlier versions, each with what takes its place. */
  readonly retired?: Readonly<Record<string, string>>;
  /** Keys that have an effect only with some values of another key. */
  readonly conditions?: readonly KeyCondition[];
  /** Checks that involve several keys. @throws UsageError */
  readonly checkTogether?: (config: Config) => Config;
}

export function configFile<Config extends object>(options: ConfigFileOptions<Config>): ConfigFile<Config> {
  const { schema, defaults, expand = () => ({}), retired = {}, conditions = [] } = options;
  const { checkTogether = (config: Config) => config } = options;
  const names = Object.keys(schema.shape);

  function parse(data: unknown, source: string): Partial<Config> {
    const parsed = schema.partial().safeParse(data);
    if (parsed.success) return withoutUndefined(parsed.data as Partial<Config>);
    const issue = parsed.error.issues[0]!;
    if (issue.code === 'unrecognized_keys') {
      const key = issue.keys[0]!;
      if (Object.hasOwn(retired, key)) {
        throw new UsageError(
          `${source}: "${key}" is a key of an earlier version; expected ${retired[key]} in its place`,
        );
      }
      throw new UsageError(`${source}: ${shown(key)} is not a key of a config; did you mean "${nearest(key, names)}"?`);
    }
    const key = issue.path[0];
    if (key === undefined) throw new UsageError(`${source}: expected a JSON object of config keys, got ${shown(data)}`);
    throw new UsageError(`${source}: ${String(key)}: expected ${issue.message}, got ${shown((data as never)[key])}`);
  }

  const complete = (given: Partial<Config>): Config => ({ ...defaults, ...expand(given), ...given });

  return {
    keys: Object.fromEntries(
      Object.entries(schema.shape).map(([key, field]) => [key, (field as z.ZodType).description ?? '']),
    ) as Record<keyof Config, string>,
    parse,
    complete,
    load({ file, ofRun = false, flags = {} } = {}) {
      const fromFile = file === undefined ? {} : parse(readJson(file), file);
      const fromFlags = parse(flags, 'command line');
      const config = complete({ ...fromFile, ...fromFlags });
      expectEffectiveKeys(conditions, {
        ...{ config, complete: complete as (given: object) => object, flags: fromFlags },
        file: file === undefined || ofRun ? undefined : { path: file, keys: fromFile },
      });
      return checkTogether(config);
    },
  };
}

/** Flags that were not given are undefined; they must not override the file. */
function withoutUndefined<T extends object>(data: T): T {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as T;
}

/** Keys that have an effect only with some values of another key, such as those of one algorithm. */
interface KeyCondition {
  /** The deciding key, and those of its values with which the keys have an effect. */
  readonly key: string;
  readonly values: readonly string[];
  readonly keys: readonly string[];
}

type Values = Readonly<Record<string, unknown>>;

interface Merged {
  readonly config: object;
  /** Fills some keys up with their defaults. */
  readonly complete: (given: object) => object;
  /** Keys of the command line. */
  readonly flags: object;
  readonly file?: { readonly path: string; readonly keys: object } | undefined;
}

/**
 * Checks that all keys that were given have an effect. A file that states the value of the deciding key may have all keys, as those that
 * runs write: then a key counts as given if its value is not the default.
 * @throws UsageError that names the keys, or when flags and file state different values of a deciding key
 */
function expectEffectiveKeys(conditions: readonly KeyCondition[], merged: Merged): void {
  const [config, flags] = [merged.config as Values, merged.flags as Values];
  const { path, keys: inFile } = { path: '', ...merged.file, keys: (merged.file?.keys ?? {}) as Values };
  for (const { key } of conditions) {
    if (inFile[key] === undefined || inFile[key] === config[key]) continue;
    throw new UsageError(
      `${path}: expected a config with ${key} ${config[key]}, as on the command line, got ${inFile[key]}; choose another file, or leave the option out`,
    );
  }
  for (const { key, values, keys } of conditions) {
    const value = String(config[key]);
    if (values.includes(value)) continue;
    const refuse = (source: string, names: readonly string[]) => {
      if (names.length === 0) return;
      throw new UsageError(
        `${source}: expected no keys of ${key} ${values.join(' or ')} with ${key} ${value}, got ${names.join(', ')}; leave ${names.length === 1 ? 'it' : 'them'} out, or choose another ${key}`,
      );
    };
    const usual = merged.complete({ [key]: value }) as Values;
    const isGiven = (name: string) =>
      inFile[name] !== undefined && (inFile[key] === undefined || inFile[name] !== usual[name]);
    refuse(
      'command line',
      keys.filter((name) => flags[name] !== undefined),
    );
    refuse(path, keys.filter(isGiven));
  }
}
