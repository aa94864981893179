import { createFlatParameters } from '../../src/common/flat-parameters.js';
import { createRandom } from '../../src/common/random.js';
import { saveModelFiles } from '../../src/model/model-files.js';
import { encodeClassifier } from '../../src/vision/classifier-files.js';
import { type VisionConfig, visionDefaults } from '../../src/vision/config.js';
import { initializeResnet, resnetSpecs } from '../../src/vision/resnet.js';
import { temporaryFolder } from './temporary-folder.js';

/** The folder of a classifier that has learned nothing. */
export function toyClassifier(classNames: readonly string[], seed = 3, config: Partial<VisionConfig> = {}): string {
  const folder = temporaryFolder();
  const specs = resnetSpecs(classNames.length);
  const { views } = createFlatParameters(specs);
  initializeResnet(views, specs, createRandom(seed));
  const whole = { ...visionDefaults, ...config };
  saveModelFiles(folder, encodeClassifier({ classNames, step: 1, config: whole, specs, views }));
  return folder;
}
