export { type ForeignAgentOptions, foreignAgent, readForeign } from './imported-agent.js';
export type { ForeignNetwork } from './layer-list.js';
export { importLayersModel } from './layers-model/import-layers-model.js';
export { type ExportedNetwork, encodeOnnx } from './onnx/export-onnx.js';
export { importOnnx } from './onnx/import-onnx.js';
