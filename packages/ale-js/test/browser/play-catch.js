/** What both Node and the page play: plain JavaScript, so that the page can load it as it is. */

/** Frames of the single console, steps of the vector environment. */
const frames = 240;
const steps = 60;

/** @returns MD5 sums: of every tenth screen, of every tenth RAM, and of observations and rewards of three consoles */
export async function playCatch({ createALEModule, createVectorEnvironment, md5 }, { rom, game, threads }) {
  const { ALEInterface } = await createALEModule({ games: [game] });
  const ale = new ALEInterface();
  ale.set({ random_seed: 3, repeat_action_probability: 0.25 });
  ale.loadROMBytes(rom, 'catch.bin');
  const actions = ale.getMinimalActionSet();
  const sums = [];
  for (let frame = 0; frame < frames; frame++) {
    ale.act(actions[(frame >> 3) % actions.length]);
    if (frame % 10 === 0) sums.push(md5(ale.getScreenRGB()), md5(ale.getScreenGrayscale()), md5(ale.ram));
  }

  const environment = await createVectorEnvironment({ rom, games: [game], numEnvs: 3, threads, seed: 3 });
  await environment.resetAsync();
  for (let step = 0; step < steps; step++) {
    const chosen = [0, 1, 2].map((i) => (step + i) % actions.length);
    const { observations, rewards } = await environment.stepAsync(chosen);
    if (step % 10 === 0) sums.push(md5(observations), rewards.join());
  }
  await environment.dispose();
  return sums;
}
