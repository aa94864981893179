/** The entry of an actor-learner thread: creates the environments of its slices from the cartridge. */
import { serve } from '../../compute/threads/serve.js';
import { createEnvironments, type EnvironmentSource } from '../../env/environment-source.js';
import { type ActorLearnerOptions, createActorLearner } from './actor-learner.js';

export interface ActorLearnerData {
  readonly options: ActorLearnerOptions;
  readonly source: EnvironmentSource;
}

serve(async ({ options, source }: ActorLearnerData) => {
  const perSlice = options.environments / options.layout.slices;
  const create = await createEnvironments(source);
  return createActorLearner(options, (slice) =>
    Array.from({ length: perSlice }, (_, i) => create(slice * perSlice + i)),
  );
});
