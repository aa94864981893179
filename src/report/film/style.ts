/** Colors of films. */
import type { Color } from './canvas.js';

export const background: Color = [20, 22, 27];
export const bright: Color = [236, 238, 241];
export const dim: Color = [150, 156, 166];
export const barColor: Color = [84, 90, 102];

/** The action taken, and the one that the plain network wants without an attack: color-blind people tell them apart, too. */
export const takenColor: Color = [240, 160, 60];
export const wantedColor: Color = [96, 174, 240];

/** Pixels at black or white, which the perturbation could not move by λ. */
export const limitColor: Color = [70, 110, 190];
