/** Entry of a learning thread. */
import { obey } from '../compute/crew-worker.js';
import { createPart } from './learner-part.js';

obey(createPart);
