/** The entry of a learner thread. */
import { serve } from '../../compute/threads/serve.js';
import { createSliceLearner } from './slice-learner.js';

serve(createSliceLearner);
