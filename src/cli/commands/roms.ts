import { homedir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { importRoms } from '../roms/import-roms.js';
import { listRoms } from '../roms/list-roms.js';
import { verifyRoms } from '../roms/verify-roms.js';
import { conventions } from '../terminal/conventions.js';

export function romsCommand(): Command {
  const roms = conventions(new Command('roms')).description(
    'Import cartridge images (ROMs), verify them, and list the known games.',
  );
  roms
    .command('import')
    .summary('copy the ROMs found in ale-py, files, folders and zips')
    .description(
      'Copy the ROMs found in files, folders, zips and Python wheels, recognized by md5, under the names that ALE uses. Without a path: those of the Python package ale-py, installed or as a wheel in the current folder. Downloads nothing.',
    )
    .argument('[path...]', 'files, folders, zips, wheels (default: an installed ale-py, or ./ale_py-*.whl)')
    .addOption(
      new Option('--to <folder>', 'folder of the ROMs').default(
        join(homedir(), '.sap-atari', 'roms'),
        '~/.sap-atari/roms',
      ),
    )
    .option('--replace', 'overwrite files of the same name with an unknown md5', false)
    .action(importRoms);
  roms
    .command('list')
    .summary('list the games with their ROM files')
    .description('List the games with their ROM files, and the expected files of games without one.')
    .option('--json', 'print JSON: id, name, md5, file', false)
    .action(listRoms);
  roms
    .command('verify')
    .summary('compare the emulator with native ALE on your ROMs')
    .description(
      'Play two scenarios of each ROM and compare RAM, screen, rewards and lives with recordings of native ALE (hashes). Exits with 1 if a game differs.',
    )
    .argument('[game...]', 'games (default: all with a ROM)')
    .action(verifyRoms);
  return roms;
}
