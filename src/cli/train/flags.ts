/** The flags of `train`. */

import type { ConfigFlags } from './config.js';
import type { TrackFlags } from './track.js';

export interface TrainFlags extends ConfigFlags, TrackFlags {
  readonly seeds?: number;
  readonly parallel?: number;
  readonly plan: boolean;
  readonly overwrite: boolean;
  readonly acceptConfigChanges: boolean;
  readonly json: boolean;
}
