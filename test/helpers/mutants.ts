/** Damaged copies of files, and what a reader may do with them: give a working result, or refuse in one line. */
import { UsageError } from '../../src/common/errors.js';
import { createRandom, type Random } from '../../src/common/random.js';
import { processorMs } from './processor-time.js';

type Damage = (bytes: Uint8Array, rng: Random) => Uint8Array;

const placeIn = (bytes: Uint8Array, rng: Random) => rng.integer(Math.max(1, bytes.length));
/** Beginning and end of a piece of up to 64 bytes. */
function pieceOf(bytes: Uint8Array, rng: Random): readonly [number, number] {
  const start = placeIn(bytes, rng);
  return [start, Math.min(bytes.length, start + 1 + rng.integer(64))];
}
const pick = <T>(values: readonly T[], rng: Random): T => values[rng.integer(values.length)]!;

const damages: readonly Damage[] = [
  function flipBit(bytes, rng) {
    bytes[placeIn(bytes, rng)]! ^= 1 << rng.integer(8);
    return bytes;
  },
  function setByte(bytes, rng) {
    bytes[placeIn(bytes, rng)] = pick([0, 1, 0x0a, 0x1b, 0x7f, 0x80, 0xff], rng);
    return bytes;
  },
  function cutEnd(bytes, rng) {
    return bytes.slice(0, placeIn(bytes, rng));
  },
  function cutPiece(bytes, rng) {
    const [start, end] = pieceOf(bytes, rng);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  },
  function repeatPiece(bytes, rng) {
    const [start, end] = pieceOf(bytes, rng);
    return Buffer.concat([
      bytes.subarray(0, end),
      ...Array(1 + rng.integer(8)).fill(bytes.subarray(start, end)),
      bytes.subarray(end),
    ]);
  },
  function splice(bytes, rng) {
    const [start, end] = pieceOf(bytes, rng);
    const to = placeIn(bytes, rng);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(start, end), bytes.subarray(to)]);
  },
  function setLength(bytes, rng) {
    if (bytes.length < 4) return bytes;
    const value = pick([0, 1, bytes.length, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1], rng);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // Half of them near the beginning, where headers are.
    const at = rng.integer(rng.integer(2) ? Math.min(64, bytes.length - 3) : bytes.length - 3);
    view.setUint32(at, value, rng.integer(2) === 0);
    return bytes;
  },
  function setVarint(bytes, rng) {
    const [start, end] = pieceOf(bytes, rng);
    const huge = pick([[0x80, 0x80, 0x80, 0x80, 0x08], Array(9).fill(0xff).concat(1), Array(12).fill(0xff)], rng);
    return Buffer.concat([bytes.subarray(0, start), Uint8Array.from(huge as number[]), bytes.subarray(end)]);
  },
];

/** A copy with one to four damages. Equal seeds, equal damages. */
export function mutantOf(bytes: Uint8Array, seed: number): Uint8Array {
  const rng = createRandom(seed).split('damage');
  let mutant: Uint8Array = Uint8Array.from(bytes);
  for (let left = 1 + rng.integer(4); left > 0 && mutant.length > 0; left--) {
    mutant = Uint8Array.from(pick(damages, rng)(mutant, rng));
  }
  return mutant;
}

const oddities: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  0.5,
  1e308,
  -(2 ** 53),
  2 ** 40,
  '',
  'x',
  '\u0000\n\u001b[2J',
  '../../x',
  'constructor',
  [],
  {},
  [[]],
  [null],
  { a: [{}] },
  '@deep',
  '@huge',
  '@nan',
];
/** What JSON.stringify cannot write. */
const tokens: Readonly<Record<string, string>> = {
  '"@deep"': '['.repeat(5000) + ']'.repeat(5000),
  '"@huge"': '1e999',
  '"@nan"': 'NaN',
};

/** JSON with one to three values replaced, left out, or under another key; of every fifth the text is damaged, too. */
export function jsonMutantOf(value: unknown, seed: number): Uint8Array {
  const rng = createRandom(seed).split('values');
  const root = { value: structuredClone(value) };
  for (let left = 1 + rng.integer(3); left > 0; left--) {
    let [holder, key]: [Record<string, unknown>, string] = [root, 'value'];
    for (
      let next = holder[key];
      typeof next === 'object' && next !== null && Object.keys(next).length > 0 && rng.integer(4) > 0;
      next = holder[key]
    ) {
      holder = next as Record<string, unknown>;
      key = pick(Object.keys(holder), rng);
    }
    const change = rng.integer(8);
    if (change === 0 && holder !== root) delete holder[key];
    else if (change === 1 && holder !== root && !Array.isArray(holder))
      holder[pick(['x', '__proto__', 'length', '\n'], rng)] = structuredClone(holder[key]);
    else holder[key] = structuredClone(pick(oddities, rng));
  }
  let text = JSON.stringify(root.value) ?? '';
  for (const [name, token] of Object.entries(tokens)) text = text.replaceAll(name, token);
  const bytes = new TextEncoder().encode(text);
  return rng.integer(5) === 0 ? mutantOf(bytes, seed) : bytes;
}

/** Messages of JavaScript itself, which tell a user nothing. */
const raw =
  /Cannot (read|set|convert|destructure|mix)|is not (a function|iterable|a constructor|defined)|Invalid (typed )?array|Invalid string length|Maximum call stack|out of (range|bounds)|outside the bounds|Unexpected (token|end|non-)|oneHot|\[object |ENOENT|ERR_/;

const longestMs = 2000;

/** Runs a reader on the mutant of a seed. @throws Error that names the seed where the reader does what no reader may */
export async function expectOrderly(seed: number, read: () => unknown): Promise<'read' | 'refused'> {
  const start = processorMs();
  let outcome: 'read' | 'refused' = 'read';
  try {
    await read();
  } catch (error) {
    outcome = 'refused';
    const { name, message } = error as Error;
    const known = error instanceof UsageError || name === 'AleError';
    if (!known || raw.test(message) || message.includes('\n') || message.length > 2000) {
      throw new Error(
        `mutant ${seed}: expected a result or a refusal in one line, got ${name}: ${message.slice(0, 500)}`,
        { cause: error },
      );
    }
  }
  const ms = processorMs() - start;
  if (ms > longestMs)
    throw new Error(`mutant ${seed}: expected an answer within ${longestMs} ms, got one after ${ms.toFixed()}`);
  return outcome;
}
