/**
 * TensorBoard's event format: a file is a sequence of TFRecords, each an `Event` in protocol buffers. The schema has only
 * the fields that are written, with the numbers of TensorFlow's event.proto and summary.proto.
 */
import crc32c from '@chainsafe/fast-crc32c';
import protobuf from 'protobufjs/light.js';

export interface EventContents {
  /** Seconds since 1970. */
  readonly wallTime: number;
  /** Value on the horizontal axis. */
  readonly step?: number;
  /** The first event of a file says `brain.Event:2`. */
  readonly fileVersion?: string;
  readonly summary?: { readonly value: readonly SummaryValue[] };
  readonly sessionLog?: { readonly status: number };
}

/** A scalar, or the data of a plugin. */
export type SummaryValue =
  | { readonly tag: string; readonly simpleValue: number }
  | {
      readonly tag: string;
      readonly metadata: { readonly pluginData: { readonly pluginName: string; readonly content: Uint8Array } };
    };

/** Of the first event of every file. */
export const fileVersion = 'brain.Event:2';
/** Status of a session log that makes readers drop events at its step and later: the run was resumed. */
export const sessionStart = 1;

const root = protobuf.Root.fromJSON({
  nested: {
    Event: {
      oneofs: { what: { oneof: ['fileVersion', 'summary', 'sessionLog'] } },
      fields: {
        wallTime: { type: 'double', id: 1 },
        step: { type: 'int64', id: 2 },
        fileVersion: { type: 'string', id: 3 },
        summary: { type: 'Summary', id: 5 },
        sessionLog: { type: 'SessionLog', id: 7 },
      },
    },
    Summary: { fields: { value: { rule: 'repeated', type: 'Value', id: 1 } } },
    Value: {
      oneofs: { value: { oneof: ['simpleValue', 'tensor'] } },
      fields: {
        tag: { type: 'string', id: 1 },
        simpleValue: { type: 'float', id: 2 },
        tensor: { type: 'Tensor', id: 8 },
        metadata: { type: 'Metadata', id: 9 },
      },
    },
    /** A `TensorProto`. */
    Tensor: { fields: { dtype: { type: 'int32', id: 1 }, tensorShape: { type: 'TensorShape', id: 2 } } },
    TensorShape: { fields: { dim: { rule: 'repeated', type: 'Dimension', id: 2 } } },
    Dimension: { fields: { size: { type: 'int64', id: 1 } } },
    /** A `SummaryMetadata`. */
    Metadata: { fields: { pluginData: { type: 'PluginData', id: 1 } } },
    PluginData: { fields: { pluginName: { type: 'string', id: 1 }, content: { type: 'bytes', id: 2 } } },
    SessionLog: { fields: { status: { type: 'int32', id: 1 } } },
  },
});
const eventType = root.lookupType('Event');

/** A tensor of float32 without values: TensorBoard drops data of plugins that have no tensor. */
const emptyTensor = { dtype: 1, tensorShape: { dim: [{ size: 0 }] } };

/** Encodes an event as a record, to be appended to a file. */
export function encodeEvent({ summary, ...event }: EventContents): Uint8Array {
  const value = summary?.value.map((each) => ('metadata' in each ? { ...each, tensor: emptyTensor } : each));
  return encodeRecord(eventType.encode(eventType.create({ ...event, ...(value && { summary: { value } }) })).finish());
}

/** Encodes a TFRecord: length (8 bytes), its checksum, the data, their checksum; little-endian. */
export function encodeRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(headBytes + data.length + checksumBytes);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedChecksum(record.subarray(0, 8)), true);
  record.set(data, headBytes);
  view.setUint32(headBytes + data.length, maskedChecksum(data), true);
  return record;
}

const checksumBytes = 4;
const headBytes = 8 + checksumBytes;

/** CRC-32C, rotated and offset: TFRecords mask it because the CRC of data that contain CRCs is weak. */
function maskedChecksum(data: Uint8Array): number {
  const crc = crc32c.calculate(data);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
