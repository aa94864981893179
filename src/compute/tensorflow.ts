/** Loads TensorFlow.js with its gradients and its plain backend. Pages have another file in its place (web/platform/tensorflow.ts). */
import { createRequire } from 'node:module';

// This is the smallest entry point that registers the gradients and loads in Node. `require` keeps its types out of ours.
const require = createRequire(import.meta.url);
require('@tensorflow/tfjs-layers');
require('@tensorflow/tfjs-backend-cpu');
