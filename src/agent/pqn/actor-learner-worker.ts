/** The entry of an actor-learner thread: creates the environments of its slices. */
import { serve } from '../../compute/threads/serve.js';
import { type EnvironmentSource, environmentMaker } from '../../env/environment-source.js';
import { type ActorLearnerOptions, createActorLearner } from './actor-learner.js';

export interface ActorLearnerData {
  readonly options: ActorLearnerOptions;
  readonly source: EnvironmentSource;
}

serve(async ({ options, source }: ActorLearnerData) => createActorLearner(options, await environmentMaker(source)));
