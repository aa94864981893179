/**
 * Reads Python pickles (protocols 0 to 5) without executing anything: a pickle is a program for a stack machine, and this one
 * calls only functions of an allow-list. docs.python.org/3/library/pickletools.html describes the opcodes.
 *
 * Values: None is null, int a number (a bigint beyond 2^53), list and tuple are arrays, dict is a Map, bytes is a Uint8Array.
 */
import { shown } from '../../common/printable.js';
import { latin1 } from './byte-reader.js';
import * as machine from './machine.js';

/** Most opcodes: a checkpoint takes about 40 for each array. */
const mostOpcodes = 2_000_000;
const mostIntegerBytes = 32;

/**
 * Returns the value of a pickle, and the offset after it.
 * @throws Error for damaged pickles, names that are not allowed, and pickles beyond the limits
 */
export function unpickle(
  bytes: Uint8Array,
  options: machine.PickleOptions,
): { readonly value: unknown; readonly end: number } {
  const m = machine.createMachine(bytes, options);
  for (let count = 0; count < mostOpcodes; count++) {
    const opcode = m.reader.byte();
    if (opcode === stop) return { value: m.pop(), end: m.reader.at };
    const operation = operations.get(opcode);
    if (!operation) throw new Error(`the pickle contains the unknown opcode ${opcode} at offset ${m.reader.at - 1}`);
    operation(m);
  }
  throw new Error(`the pickle has more than ${mostOpcodes} opcodes`);
}

type Operation = (m: machine.Machine) => void;
const code = (character: string) => character.charCodeAt(0);
const stop = code('.');

/** Decodes an integer in two's complement, lowest byte first. */
function integer(bytes: Uint8Array): number | bigint {
  if (bytes.length === 0) return 0;
  if (bytes.length > mostIntegerBytes) throw new Error(`the pickle contains an integer of ${bytes.length} bytes`);
  const value = BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`));
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function decimal(text: string): number | bigint | boolean {
  if (text === '00') return false;
  if (text === '01') return true;
  if (!/^-?\d{1,78}L?$/.test(text)) throw new Error(`the pickle contains ${shown(text)}: expected an integer`);
  const value = BigInt(text.replace('L', ''));
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** Texts of protocol 0 are Python literals; names of weights need no escapes. */
function quoted(text: string): string {
  if (!/^(['"])[^\\]*\1$/.test(text)) throw new Error(`the pickle contains ${shown(text)}: expected a text in quotes`);
  return text.slice(1, -1);
}

const utf8 = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const asBytes = (bytes: Uint8Array) => bytes;
const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const constant =
  (value: () => unknown): Operation =>
  (m) =>
    m.push(value());

/** Bytes after their length. */
const sized =
  (lengthBytes: 1 | 4 | 8, decode: (bytes: Uint8Array) => unknown): Operation =>
  (m) =>
    m.push(decode(m.reader.bytes(m.reader.unsigned(lengthBytes))));

const tuple =
  (length: number): Operation =>
  (m) =>
    m.push(Array.from({ length }, m.pop).reverse());

const store =
  (key: Key): Operation =>
  (m) =>
    void m.memo.set(key(m), m.top());

const restore =
  (key: Key): Operation =>
  (m) =>
    machine.pushStored(m, key(m));

type Key = (m: machine.Machine) => number;
const textKey: Key = (m) => Number(decimal(m.reader.line()));
const byteKey: Key = (m) => m.reader.unsigned(1);
const longKey: Key = (m) => m.reader.unsigned(4);

function appendOne(m: machine.Machine): void {
  const value = m.pop();
  machine.append(m.top(), [value]);
}

function appendAll(m: machine.Machine): void {
  const values = m.popMark();
  machine.append(m.top(), values);
}

function setOne(m: machine.Machine): void {
  const value = m.pop();
  const key = m.pop();
  machine.setItems(m.top(), [key, value]);
}

function setAll(m: machine.Machine): void {
  const items = m.popMark();
  machine.setItems(m.top(), items);
}

function addAll(m: machine.Machine): void {
  const items = m.popMark();
  machine.addItems(m.top(), items);
}

function nameOfStack(m: machine.Machine): void {
  const name = m.pop();
  machine.pushName(m, m.pop(), name);
}

function reduce(m: machine.Machine): void {
  const args = m.pop();
  machine.pushCall(m, m.pop(), args);
}

function instance(m: machine.Machine): void {
  machine.pushName(m, m.reader.line(), m.reader.line());
  const callee = m.pop();
  machine.pushCall(m, callee, m.popMark());
}

function object(m: machine.Machine): void {
  const [callee, ...args] = m.popMark();
  machine.pushCall(m, callee, args);
}

function build(m: machine.Machine): void {
  const state = m.pop();
  machine.setState(m.top(), state);
}

const refused =
  (what: string): Operation =>
  () => {
    throw new Error(`the pickle contains ${what}, which is not read; nothing of the file was executed`);
  };
const extension = refused('a code of the extension registry');

/** One line for each opcode, with the name that it has in Python. */
const operations: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [0x80, (m) => void m.reader.byte()], // PROTO
  [0x95, (m) => void m.reader.bytes(8)], // FRAME
  [code('('), (m) => m.mark()], // MARK
  [code('0'), (m) => void m.pop()], // POP
  [code('1'), (m) => void m.popMark()], // POP_MARK
  [code('2'), (m) => m.push(m.top())], // DUP

  [code('N'), constant(() => null)], // NONE
  [0x88, constant(() => true)], // NEWTRUE
  [0x89, constant(() => false)], // NEWFALSE
  [code('I'), (m) => m.push(decimal(m.reader.line()))], // INT
  [code('L'), (m) => m.push(decimal(m.reader.line()))], // LONG
  [code('J'), (m) => m.push(viewOf(m.reader.bytes(4)).getInt32(0, true))], // BININT
  [code('K'), (m) => m.push(m.reader.unsigned(1))], // BININT1
  [code('M'), (m) => m.push(m.reader.unsigned(2))], // BININT2
  [0x8a, sized(1, integer)], // LONG1
  [0x8b, sized(4, integer)], // LONG4
  [code('F'), (m) => m.push(Number(m.reader.line()))], // FLOAT
  [code('G'), (m) => m.push(viewOf(m.reader.bytes(8)).getFloat64(0))], // BINFLOAT, big-endian

  [code('S'), (m) => m.push(quoted(m.reader.line()))], // STRING
  [code('T'), sized(4, latin1)], // BINSTRING
  [code('U'), sized(1, latin1)], // SHORT_BINSTRING
  [code('V'), (m) => m.push(m.reader.line())], // UNICODE
  [code('X'), sized(4, utf8)], // BINUNICODE
  [0x8c, sized(1, utf8)], // SHORT_BINUNICODE
  [0x8d, sized(8, utf8)], // BINUNICODE8
  [code('B'), sized(4, asBytes)], // BINBYTES
  [code('C'), sized(1, asBytes)], // SHORT_BINBYTES
  [0x8e, sized(8, asBytes)], // BINBYTES8
  [0x96, sized(8, asBytes)], // BYTEARRAY8

  [code(')'), constant(() => [])], // EMPTY_TUPLE
  [code('t'), (m) => m.push(m.popMark())], // TUPLE
  [0x85, tuple(1)], // TUPLE1
  [0x86, tuple(2)], // TUPLE2
  [0x87, tuple(3)], // TUPLE3
  [code(']'), constant(() => [])], // EMPTY_LIST
  [code('l'), (m) => m.push(m.popMark())], // LIST
  [code('a'), appendOne], // APPEND
  [code('e'), appendAll], // APPENDS
  [code('}'), constant(() => new Map())], // EMPTY_DICT
  [code('d'), (m) => m.push(machine.setItems(new Map(), m.popMark()))], // DICT
  [code('s'), setOne], // SETITEM
  [code('u'), setAll], // SETITEMS
  [0x8f, constant(() => new Set())], // EMPTY_SET
  [0x90, addAll], // ADDITEMS
  [0x91, (m) => m.push(new Set(m.popMark()))], // FROZENSET

  [code('p'), store(textKey)], // PUT
  [code('q'), store(byteKey)], // BINPUT
  [code('r'), store(longKey)], // LONG_BINPUT
  [0x94, store((m) => m.memo.size)], // MEMOIZE
  [code('g'), restore(textKey)], // GET
  [code('h'), restore(byteKey)], // BINGET
  [code('j'), restore(longKey)], // LONG_BINGET

  [code('c'), (m) => machine.pushName(m, m.reader.line(), m.reader.line())], // GLOBAL
  [0x93, nameOfStack], // STACK_GLOBAL
  [code('R'), reduce], // REDUCE
  [0x81, reduce], // NEWOBJ: for the classes that are allowed, the same as a call
  [0x92, refused('an object with named arguments')], // NEWOBJ_EX
  [code('i'), instance], // INST
  [code('o'), object], // OBJ
  [code('b'), build], // BUILD
  [code('P'), (m) => machine.pushPersistent(m, m.reader.line())], // PERSID
  [code('Q'), (m) => machine.pushPersistent(m, m.pop())], // BINPERSID
  [0x82, extension], // EXT1
  [0x83, extension], // EXT2
  [0x84, extension], // EXT4
  [0x97, refused('a buffer outside of it')], // NEXT_BUFFER
  [0x98, refused('a buffer outside of it')], // READONLY_BUFFER
]);
