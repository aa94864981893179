import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Those of the packages with TensorFlow's own library that are installed, the preferred one first. */
export const tensorflowPackages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'].filter((name) => {
  try {
    return require.resolve(name) !== '';
  } catch {
    return false;
  }
});
