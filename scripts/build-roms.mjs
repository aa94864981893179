// Assembles roms/homebrew/*.asm. `node scripts/build-roms.mjs` writes the .bin files; `--check` compares them instead.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Node and vitest disagree on the default export of this CommonJS module: require gives both the same.
const dasm = createRequire(import.meta.url)('dasm').default;

const homebrew = join(dirname(fileURLToPath(import.meta.url)), '..', 'roms', 'homebrew');

/** The names of our games: one .asm file each. */
export function sources() {
  return readdirSync(homebrew)
    .filter((file) => file.endsWith('.asm'))
    .map((file) => file.slice(0, -'.asm'.length))
    .sort();
}

/** The cartridge image that `<name>.asm` assembles to, and what the assembler said. */
export function assemble(name) {
  const includes = Object.fromEntries(
    readdirSync(homebrew)
      .filter((file) => file.endsWith('.inc'))
      .map((file) => [file, readFileSync(join(homebrew, file), 'utf8')]),
  );
  const source = readFileSync(join(homebrew, `${name}.asm`), 'utf8');
  // quick: the listing that dasm would otherwise parse trips over its own parser
  const { data, output, success } = dasm(source, { format: 3, quick: true, includes });
  if (!success || output.some((line) => /error|Unresolved/i.test(line))) {
    throw new Error([`${name}.asm does not assemble`, ...output].join('\n'));
  }
  return { image: Uint8Array.from(data), messages: output };
}

/** Where the committed image of a game lies. */
export function imagePath(name) {
  return join(homebrew, `${name}.bin`);
}

const tablePath = join(homebrew, 'games.json');

/** The game table's text with the md5 of `name`'s image in its entry. */
export function withMd5(table, name, image) {
  const { md5 } = JSON.parse(table).games.find(({ id }) => id === name) ?? {};
  if (!md5) throw new Error(`games.json: expected an entry with id ${name}, got none; add one`);
  return table.replace(md5[0], createHash('md5').update(image).digest('hex'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const check = process.argv.includes('--check');
  for (const name of sources()) {
    const { image, messages } = assemble(name);
    const table = readFileSync(tablePath, 'utf8');
    const free = messages.find((message) => message.includes('free')) ?? '';
    if (!check) {
      writeFileSync(imagePath(name), image);
      writeFileSync(tablePath, withMd5(table, name, image));
    } else if (Buffer.compare(readFileSync(imagePath(name)), image) !== 0 || withMd5(table, name, image) !== table) {
      console.error(`${name}.bin or its md5 differs from what ${name}.asm gives: run node scripts/build-roms.mjs`);
      process.exitCode = 1;
      continue;
    }
    console.log(`${name}.bin: ${image.length} bytes, ${free.trim()}`);
  }
}
