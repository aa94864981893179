/** Loads TensorFlow.js's gradients and its plain backend, in a page. */
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-cpu';
