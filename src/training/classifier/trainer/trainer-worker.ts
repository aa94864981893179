/** Entry of a thread that takes a part in training. */
import { serveGroup } from '../../../compute/threads/group-member.js';
import { createTrainerPart } from './trainer-part.js';

serveGroup(createTrainerPart);
