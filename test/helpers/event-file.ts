/**
 * A reader of TensorBoard's event files, written from the format's description and sharing nothing with the writer: the
 * checksum goes bit by bit, the fields are taken by number from the wire.
 */
import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs/light.js';

export interface ReadEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly fileVersion?: string;
  readonly scalars: Readonly<Record<string, number>>;
  /** Content of plugin data, by tag. */
  readonly plugins: Readonly<Record<string, Uint8Array>>;
  /** Status of a session log: 1 = start. */
  readonly session?: number;
}

/** CRC-32C (Castagnoli), reflected, a bit at a time. */
export function crc32c(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

const masked = (data: Uint8Array) => {
  const crc = crc32c(data);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
};

/** The data of each record. @throws Error where a length, a checksum or the end is wrong */
export function readRecords(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + 16 > bytes.length) throw new Error(`record at ${at} is cut short`);
    const length = Number(view.getBigUint64(at, true));
    if (view.getUint32(at + 8, true) !== masked(bytes.subarray(at, at + 8))) {
      throw new Error(`record at ${at}: checksum of the length is wrong`);
    }
    if (at + 16 + length > bytes.length) throw new Error(`record at ${at} is cut short`);
    const data = bytes.subarray(at + 12, at + 12 + length);
    if (view.getUint32(at + 12 + length, true) !== masked(data)) {
      throw new Error(`record at ${at}: checksum of the data is wrong`);
    }
    records.push(data);
    at += 16 + length;
  }
  return records;
}

/** Calls `on` with each field's number; it reads the value. */
function fields(reader: protobuf.Reader, end: number, on: (field: number, wire: number) => void): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    on(tag >>> 3, tag & 7);
  }
}

export function readEvent(data: Uint8Array): ReadEvent {
  const reader = protobuf.Reader.create(data);
  const event: { -readonly [Key in keyof ReadEvent]: ReadEvent[Key] } = {
    wallTime: 0,
    step: 0,
    scalars: {},
    plugins: {},
  };
  const scalars: Record<string, number> = {};
  const plugins: Record<string, Uint8Array> = {};
  fields(reader, reader.len, (field, wire) => {
    if (field === 1) event.wallTime = reader.double();
    else if (field === 2) event.step = Number(reader.int64());
    else if (field === 3) event.fileVersion = reader.string();
    else if (field === 5) readSummary(reader, scalars, plugins);
    else if (field === 7) {
      const end = reader.uint32() + reader.pos;
      fields(reader, end, (inner, type) => {
        if (inner === 1) event.session = reader.int32();
        else reader.skipType(type);
      });
    } else reader.skipType(wire);
  });
  return { ...event, scalars, plugins };
}

function readSummary(
  reader: protobuf.Reader,
  scalars: Record<string, number>,
  plugins: Record<string, Uint8Array>,
): void {
  fields(reader, reader.uint32() + reader.pos, (field, wire) => {
    if (field !== 1) return void reader.skipType(wire);
    let [tag, value, content]: [string?, number?, Uint8Array?] = [];
    fields(reader, reader.uint32() + reader.pos, (inner, type) => {
      if (inner === 1) tag = reader.string();
      else if (inner === 2) value = reader.float();
      else if (inner === 9) content = readContent(reader);
      else reader.skipType(type);
    });
    if (tag !== undefined && value !== undefined) scalars[tag] = value;
    else if (tag !== undefined && content) plugins[tag] = content;
    else throw new Error('a value of a summary lacks its tag, or its number and its content');
  });
}

/** The content of plugin data, field 2 of field 1 of the metadata. */
function readContent(reader: protobuf.Reader): Uint8Array | undefined {
  let content: Uint8Array | undefined;
  fields(reader, reader.uint32() + reader.pos, (field, wire) => {
    if (field !== 1) return void reader.skipType(wire);
    fields(reader, reader.uint32() + reader.pos, (inner, type) => {
      if (inner === 2) content = reader.bytes();
      else reader.skipType(type);
    });
  });
  return content;
}

export const readEventFile = (path: string): ReadEvent[] => readRecords(readFileSync(path)).map(readEvent);
