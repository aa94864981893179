/** The pictures of a film: the screen, what the network received, the perturbation and the Q-values, all with captions. */
import { fixed, percent } from '../../common/format.js';
import { frameSize, type RgbImage } from '../../env/environment.js';
import { drawActions, drawActionsLegend } from './actions-table.js';
import { type Canvas, type Color, copyOf, createCanvas, drawImage, drawText, lineHeight, textWidth } from './canvas.js';
import { enlarge } from './enlarge.js';
import type { Font } from './font.js';
import { grayImage, magnification, perturbationImage } from './gray-panels.js';
import { background, bright, dim, limitColor, takenColor, wantedColor } from './style.js';

/** What does not change during a film. */
export interface FilmSubject {
  readonly game: string;
  /** Who plays: an agent, or random actions. */
  readonly player: string;
  /** In gray levels; 0 = no attack. */
  readonly lambda: number;
  /** Labels; undefined for a player without a network. */
  readonly attack?: string;
  readonly defense?: string;
  readonly actions: readonly string[];
}

/** One agent step, as the film shows it. */
export interface FilmStep {
  /** What the agent takes, an index into the actions. */
  readonly action: number;
  /** Whether exploration chose it at random. */
  readonly isRandom: boolean;
  /** What the plain network would take at the true observation; undefined for a player without a network. */
  readonly wanted?: number;
  /** Q-values of the acting network at what it received. */
  readonly q?: Float32Array;
  /** The newest frame as the network received it, and its difference from the true frame; both in gray levels. */
  readonly seen: ArrayLike<number>;
  readonly delta: ArrayLike<number>;
}

export interface Progress {
  readonly screen: RgbImage;
  readonly score: number;
  /** From 1. */
  readonly step: number;
  /** Steps until now whose action the network chose, and those of them with another action than the one wanted. */
  readonly greedySteps: number;
  readonly flips: number;
  /** Why the film ends; on its last picture alone. */
  readonly end?: string;
}

const margin = 12;
const gap = 16;
/** From the top of a caption to that of what it names. */
const captionHeight = lineHeight + 4;

/** 4:3, as a television shows it: 160 × 210 pixels become 3.5 times as wide and twice as high. */
const screen = { left: margin, top: 64, width: 560, height: 420 };
const panelSize = 2 * frameSize;
const panelLeft = screen.left + screen.width + gap;
const perturbationTop = screen.top + panelSize + gap + captionHeight;
const actionsLeft = panelLeft + panelSize + gap;
const actionsWidth = 248;
const actionsPlace = { left: actionsLeft, top: screen.top, width: actionsWidth, height: screen.height };
const footerTop = screen.top + screen.height + margin;

/** Size of every picture, in pixels. */
export const pictureSize = {
  width: actionsLeft + actionsWidth + margin,
  height: footerTop + lineHeight + margin,
} as const;

/** Returns what draws the pictures of one film. */
export function filmPainter(font: Font, subject: FilmSubject): (step: FilmStep, progress: Progress) => Canvas {
  const captions = createCanvas(pictureSize.width, pictureSize.height, background);
  drawHeader(captions, font, subject);
  drawPanelCaptions(captions, font, subject);
  return (step, progress) => {
    const picture = copyOf(captions);
    const panel = (image: RgbImage, top: number) =>
      drawImage(picture, enlarge(image, panelSize, panelSize), panelLeft, top);
    drawImage(picture, enlarge(progress.screen, screen.width, screen.height), screen.left, screen.top);
    panel(grayImage(step.seen, frameSize), screen.top);
    if (subject.lambda > 0) panel(perturbationImage(step.seen, step.delta, subject.lambda, frameSize), perturbationTop);
    drawActions(picture, font, actionsPlace, subject.actions, step);
    drawFooter(picture, font, subject, step, progress);
    return picture;
  };
}

function drawHeader(canvas: Canvas, font: Font, { game, player, lambda, attack, defense }: FilmSubject): void {
  const adversary =
    attack === undefined
      ? ''
      : `${lambda === 0 ? 'no attack' : `attack ${attack}, λ ${lambda} gray levels`} · defense ${defense ?? 'none'}`;
  const adversaryLeft = pictureSize.width - margin - textWidth(adversary);
  const playerLeft = margin + textWidth(`${game}  `);
  drawText(canvas, font, game, margin, margin, bright);
  drawText(canvas, font, endOf(player, adversaryLeft - gap - playerLeft), playerLeft, margin, dim);
  drawText(canvas, font, adversary, adversaryLeft, margin, bright);
}

/** The end of a text that is wider than so many pixels, since the end of a path says most. */
export function endOf(text: string, width: number): string {
  const most = Math.max(1, Math.floor(width / textWidth('x')));
  return text.length <= most ? text : `…${text.slice(text.length - most + 1)}`;
}

function drawPanelCaptions(canvas: Canvas, font: Font, { lambda, attack }: FilmSubject): void {
  const caption = (text: string, left: number, top: number) =>
    drawText(canvas, font, text, left, top - captionHeight, dim);
  const hasNetwork = attack !== undefined;
  caption('screen: the brighter of the last two console frames', screen.left, screen.top);
  caption(hasNetwork ? 'network input, newest' : 'observation, newest', panelLeft, screen.top);
  caption(hasNetwork ? 'Q-values at this input' : 'actions', actionsLeft, screen.top);
  if (hasNetwork) drawActionsLegend(canvas, font, actionsPlace);
  if (lambda > 0) {
    caption(`perturbation ×${Number(magnification(lambda).toPrecision(3))}`, panelLeft, perturbationTop);
    const under = perturbationTop + panelSize + 4;
    drawText(canvas, font, 'white +λ, black −λ', panelLeft, under, dim);
    drawText(canvas, font, 'blue: cut at 0 or 255', panelLeft, under + lineHeight, limitColor);
  }
}

function drawFooter(
  canvas: Canvas,
  font: Font,
  { actions }: FilmSubject,
  { action, isRandom, wanted }: FilmStep,
  { score, step, greedySteps, flips, end }: Progress,
): void {
  const line = (text: string, left: number, color: Color) => drawText(canvas, font, text, left, footerTop, color);
  line(`score ${fixed(score, 0)}`, margin, bright);
  line(`step ${step}${end === undefined ? '' : `: ${end}`}`, margin + textWidth('score −000000  '), dim);
  line(`taken ${actions[action]!}${isRandom ? ' (random)' : ''}`, panelLeft, takenColor);
  if (wanted === undefined) return;
  line(`wanted ${actions[wanted]!}`, actionsLeft, wantedColor);
  const rate = greedySteps === 0 ? 'flip rate –' : `flip rate ${percent(flips / greedySteps)}`;
  line(rate, screen.left + screen.width - textWidth(rate), dim);
}
