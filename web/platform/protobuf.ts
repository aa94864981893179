/**
 * `protobufjs/light` in a page, as far as ONNX models need it: it writes messages by their schema. The library compiles a function for
 * each type, which the security policy of the pages forbids; its writer does not.
 */
import { Writer } from 'protobufjs/minimal.js';

interface Field {
  readonly rule?: string;
  readonly type: string;
  readonly id: number;
}
type Types = Readonly<Record<string, { readonly fields: Readonly<Record<string, Field>> }>>;
type Message = Readonly<Record<string, unknown>>;

/** Wire types of Protocol Buffers. */
const wire = { varint: 0, bytes: 2, fixed32: 5 } as const;

const scalars: Readonly<Record<string, readonly [wireType: number, write: (writer: Writer, value: never) => unknown]>> =
  {
    int32: [wire.varint, (writer, value) => writer.int32(value)],
    int64: [wire.varint, (writer, value) => writer.int64(value)],
    float: [wire.fixed32, (writer, value) => writer.float(value)],
    string: [wire.bytes, (writer, value) => writer.string(value)],
    bytes: [wire.bytes, (writer, value) => writer.bytes(value)],
  };

function write(writer: Writer, types: Types, name: string, message: Message): Writer {
  for (const [key, { rule, type, id }] of Object.entries(types[name]!.fields)) {
    const value = message[key];
    if (value === undefined || value === null) continue;
    const values = rule === 'repeated' ? [...(value as readonly unknown[])] : [value];
    const [wireType, writeScalar] = scalars[type] ?? [];
    if (wireType === undefined || writeScalar === undefined) {
      for (const each of values) {
        writer.uint32((id << 3) | wire.bytes).fork();
        write(writer, types, type, each as Message).ldelim();
      }
    } else if (rule === 'repeated' && wireType !== wire.bytes) {
      if (values.length === 0) continue;
      writer.uint32((id << 3) | wire.bytes).fork(); // packed
      for (const each of values) writeScalar(writer, each as never);
      writer.ldelim();
    } else for (const each of values) writeScalar(writer.uint32((id << 3) | wireType), each as never);
  }
  return writer;
}

export default {
  Root: {
    fromJSON: ({ nested }: { readonly nested: Types }) => ({
      lookupType: (name: string) => ({ encode: (message: Message) => write(Writer.create(), nested, name, message) }),
    }),
  },
};
