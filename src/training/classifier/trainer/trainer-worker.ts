/** Entry of a thread that takes a part in training. */
import { serve } from '../../../compute/threads/serve.js';
import { createTrainerPart } from './trainer-part.js';

serve(createTrainerPart);
