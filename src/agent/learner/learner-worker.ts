/** The entry of a learning thread. */
import { serve } from '../../compute/threads/serve.js';
import { createSliceLearner } from './slice-learner.js';

serve(createSliceLearner);
