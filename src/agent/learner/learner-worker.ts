/** Entry of a learning thread. */
import { serveGroup } from '../../compute/threads/group-member.js';
import { createPart } from './learner-part.js';

serveGroup(createPart);
