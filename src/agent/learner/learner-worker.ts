/** Entry of a learning thread. */
import { obey } from '../../compute/threads/group-member.js';
import { createPart } from './learner-part.js';

obey(createPart);
