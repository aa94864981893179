/** Worker-thread entry: computes a part of each training step. */
import { serve } from '../../../compute/threads/serve.js';
import { createTrainerPart } from './trainer-part.js';

serve(createTrainerPart);
