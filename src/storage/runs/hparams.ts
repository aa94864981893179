/**
 * Hyperparameters for TensorBoard's HPARAMS tab, as summary values of its plugin (plugins/hparams: plugin_data.proto, api.proto).
 * The tab shows each run's config beside the newest value of its scalars. The schema has only the fields that are written.
 */
import protobuf from 'protobufjs/light.js';
import type { SummaryValue } from './tensorboard.js';
import type { RunEnd } from './tracker.js';

const root = protobuf.Root.fromJSON({
  nested: {
    PluginData: {
      oneofs: { data: { oneof: ['sessionStartInfo', 'sessionEndInfo'] } },
      fields: {
        sessionStartInfo: { type: 'SessionStartInfo', id: 3 },
        sessionEndInfo: { type: 'SessionEndInfo', id: 4 },
      },
    },
    SessionStartInfo: {
      fields: {
        hparams: { rule: 'repeated', type: 'Hparam', id: 1 },
        startTimeSecs: { type: 'double', id: 5 },
      },
    },
    /** An entry of a map. */
    Hparam: { fields: { key: { type: 'string', id: 1 }, value: { type: 'Value', id: 2 } } },
    SessionEndInfo: { fields: { status: { type: 'int32', id: 1 }, endTimeSecs: { type: 'double', id: 2 } } },
    /** google.protobuf.Value */
    Value: {
      oneofs: { kind: { oneof: ['numberValue', 'stringValue', 'boolValue'] } },
      fields: {
        numberValue: { type: 'double', id: 2 },
        stringValue: { type: 'string', id: 3 },
        boolValue: { type: 'bool', id: 4 },
      },
    },
  },
});
const pluginData = root.lookupType('PluginData');

const summaryOf = (tag: string, contents: object): SummaryValue => ({
  tag,
  metadata: { pluginData: { pluginName: 'hparams', content: pluginData.encode(pluginData.create(contents)).finish() } },
});

/** The config of a run that begins. Keys that are null are left out: the tab shows them empty. @param time seconds since 1970 */
export const sessionStartValue = (config: object, time: number): SummaryValue =>
  summaryOf('_hparams_/session_start_info', {
    sessionStartInfo: {
      hparams: Object.entries(config)
        .filter(([, value]) => value !== null && value !== undefined)
        .map(([key, value]) => ({ key, value: encodable(value) })),
      startTimeSecs: time,
    },
  });

function encodable(value: unknown): object {
  if (typeof value === 'number') return { numberValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return { stringValue: typeof value === 'string' ? value : JSON.stringify(value) };
}

/** Numbers of the plugin's `Status`. */
const statuses: Readonly<Record<RunEnd, number>> = { stopped: 0, finished: 1, failed: 2 };

/** How a run has ended; a stopped run, which can be resumed, is of unknown status. @param time seconds since 1970 */
export const sessionEndValue = (end: RunEnd, time: number): SummaryValue =>
  summaryOf('_hparams_/session_end_info', { sessionEndInfo: { status: statuses[end], endTimeSecs: time } });
