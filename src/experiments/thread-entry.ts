/** Entry of a thread that does jobs: makes a hand of its trade. */
import { playerFor } from './evaluate-player.js';
import { serveJobs } from './serve-jobs.js';
import { proberFor } from './state-prober.js';
import { imageProberFor } from './vision-prober.js';

/** What hands can do, each made from plain data. */
const trades = { games: playerFor, states: proberFor, images: imageProberFor } as const;

export type Trade = keyof typeof trades;

serveJobs(({ trade, setup }: { trade: Trade; setup: never }) => trades[trade](setup));
