// Makes this thread run the TypeScript of src, test and packages as it is, ale-js included, without a build:
// `node --import ./scripts/from-source.mjs FILE.ts`.
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

register({ tsconfig: fileURLToPath(new URL('../tsconfig.test.json', import.meta.url)) });
