/** Frames of drawn screens: how they are preprocessed, and the MD5 of the frame that OpenCV 5.0.0 gives. */
import type { Rules } from '../../../src/env/rules.js';

export interface DrawnCase {
  readonly how: Exclude<Rules['preprocessing'], 'ale'>;
  readonly height: number;
  /** Pixels and rows of one color. */
  readonly block: number;
  readonly shift: number | null;
  readonly pooled: boolean;
  readonly md5: string;
}

export const drawnCases: readonly DrawnCase[] = [
  ...([
    ['gymnasium', 210, 1, null, true, '4d079d72213dabd63a2cca0665cb208a'],
    ['gymnasium', 210, 4, null, false, '7a4d080bfa5858b0761107b272d1e972'],
    ['gymnasium', 250, 3, null, true, '07d8301020c1b31d59283840c1d67eca'],
    ['sb3', 210, 1, null, true, '1c0e6dd9a95e359569ebdf5f57d64f8a'],
    ['sb3', 210, 4, null, true, '3a91b538de84f191012607f25b12591f'],
    ['sb3', 210, 4, null, false, '7a4d080bfa5858b0761107b272d1e972'],
    ['sb3', 250, 3, null, true, 'c6bc24a91120e4cb0c33e661fa887f5c'],
    ['sb3', 230, 2, null, true, '470983c6328141ffd20e6961ed3b08b1'],
    ['sb3', 210, 2, 0, true, 'e72cd0e7af0524640574339fd32d77e6'],
    ['sb3', 210, 3, 10, true, '91470ea25597a5bc71fa0c279d4a45de'],
    ['sb3', 210, 1, 20, true, '86c47801ff673b164152a3484037a505'],
    ['sb3', 213, 2, -5, true, 'b298cbeb2f36d2f4504656925ab7f77e'],
    ['cleanrl', 210, 1, null, true, '07156bdc0890a47d8d3e65abebd44432'],
    ['cleanrl', 210, 4, null, true, 'ace33881d28e218cf840d5b477711437'],
    ['cleanrl', 210, 4, null, false, '3dbbad0f269cd47a9e96c39756cb1717'],
    ['cleanrl', 250, 3, null, true, '0dd00d8d528fffc43fefe779d1d5691c'],
    ['cleanrl', 210, 2, 10, true, '1c20c074007a51698a05aa77de375bac'],
    ['gymnasium-rgb', 210, 1, null, true, '1cd556c91ad5b4c3874dfc78fb1e901d'],
    ['gymnasium-rgb', 210, 4, null, false, 'f0d940485e55b167cc4265f4dea0adfc'],
    ['gymnasium-rgb', 250, 3, null, true, 'ec880fc1762a53a2f6c81282dee4ae0b'],
  ] as const),
].map(([how, height, block, shift, pooled, md5]) => ({ how, height, block, shift, pooled, md5 }));
