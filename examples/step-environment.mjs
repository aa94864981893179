/** Steps Catch with random actions through the preprocessing of the agents: 4 × 84 × 84 gray frames, newest last. */
import { createAtari, createRandom, loadConfig, openLibrary } from 'sap-atari';

const library = await openLibrary();
const random = createRandom(1);
const environment = createAtari(library.ale, library.open('Catch'), loadConfig(), random.split('environment'));

environment.reset();
let score = 0;
let steps = 0;
for (let over = false; !over; steps++) {
  const { rawReward, gameOver } = environment.step(random.integer(environment.actions.length));
  score += rawReward;
  over = gameOver;
}
console.log(`${environment.game}: ${environment.observation.length} bytes per observation`);
console.log(`random play: score ${score} after ${steps} steps (${environment.frames} frames)`);
