/** Worker-thread entry: creates the requested worker and serves jobs. */
import { serve } from '../compute/threads/serve.js';
import { playerFor } from './games/player.js';
import { imageProberFor } from './images/image-prober.js';
import { proberFor } from './states/state-prober.js';
import type { JobKind } from './worker.js';

const creators = { games: playerFor, states: proberFor, images: imageProberFor } as const satisfies Record<
  JobKind,
  unknown
>;

serve(async ({ kind, setup }: { kind: JobKind; setup: never }) => creators[kind](setup));
