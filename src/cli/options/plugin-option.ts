/** `--plugin`: a module with attacks and defenses of the user's own. */
import type { Command } from 'commander';
import { loadPlugin, type PluginName, pluginName } from '../../evaluation/players/plugin.js';

export interface PluginFlags {
  readonly plugin?: string;
}

export const addPluginOption = (command: Command): Command =>
  command.option('--plugin <file>', 'ES module that exports attacks or defenses by name; results record its SHA-256');

/** Returns the plugin for the names of attacks and defenses, or nothing. @throws UsageError for a file that cannot be read */
export const pluginOf = ({ plugin }: PluginFlags): { readonly plugin?: PluginName } =>
  plugin === undefined ? {} : { plugin: pluginName(plugin) };

/** Loads the plugin, if one is given. @throws UsageError when it cannot be loaded, or registers nothing or a taken name */
export async function openPlugin({ plugin }: PluginFlags): Promise<void> {
  if (plugin !== undefined) await loadPlugin(pluginName(plugin));
}
