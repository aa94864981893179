export { type ExportedNetwork, encodeOnnx } from './export-onnx.js';
export { type ForeignAgentOptions, foreignAgent, readForeign } from './foreign-agent.js';
export { importLayersModel } from './import-layers-model.js';
export { importOnnx } from './import-onnx.js';
export type { ForeignNetwork } from './layer-list.js';
