/** The pictures of a film of two players side by side, who began at the same start. */
import { fixed, percent } from '../../common/format.js';
import { frameSize } from '../../env/environment.js';
import { type Canvas, type Color, copyOf, createCanvas, drawImage, drawText, lineHeight, textWidth } from './canvas.js';
import { enlarge } from './enlarge.js';
import type { Font } from './font.js';
import { grayImage, magnification, perturbationImage } from './gray-panels.js';
import { endOf, type FilmStep, type FilmSubject, type Progress } from './picture.js';
import { background, bright, dim, takenColor, wantedColor } from './style.js';

/** What a player does and how far it is. */
export interface FilmView {
  readonly step: FilmStep;
  readonly progress: Progress;
}

const margin = 12;
const gap = 12;
const captionHeight = lineHeight + 4;

/** 4:3, as a television shows it: 160 × 210 pixels become 3 times as wide. */
const screen = { top: 76, width: 480, height: 360 };
const panelSize = 2 * frameSize;
const panelTop = screen.top + screen.height + gap + captionHeight;
/** From the left of a half. */
const [perturbationLeft, textLeft] = [panelSize + gap, 2 * (panelSize + gap)];
const lefts = [margin, margin + screen.width + 2 * gap] as const;

/** Size of every picture, in pixels. */
export const versusSize = {
  width: lefts[1] + screen.width + margin,
  height: panelTop + panelSize + margin,
} as const;

/** Returns what draws the pictures of one film. */
export function versusPainter(
  font: Font,
  subjects: readonly [FilmSubject, FilmSubject],
): (views: readonly FilmView[]) => Canvas {
  const captions = createCanvas(versusSize.width, versusSize.height, background);
  drawHeader(captions, font, subjects[0]);
  subjects.forEach((subject, i) => {
    drawCaptions(captions, font, subject, lefts[i]!);
  });
  return (views) => {
    const picture = copyOf(captions);
    views.forEach((view, i) => {
      drawView(picture, font, subjects[i]!, view, lefts[i]!);
    });
    return picture;
  };
}

function drawHeader(canvas: Canvas, font: Font, { game, player, defense }: FilmSubject): void {
  const shared = `defense ${defense ?? 'none'} · same start and random actions`;
  const sharedLeft = versusSize.width - margin - textWidth(shared);
  const playerLeft = margin + textWidth(`${game}  `);
  drawText(canvas, font, game, margin, margin, bright);
  drawText(canvas, font, endOf(player, sharedLeft - gap - playerLeft), playerLeft, margin, dim);
  drawText(canvas, font, shared, sharedLeft, margin, dim);
}

function drawCaptions(canvas: Canvas, font: Font, { lambda, attack }: FilmSubject, left: number): void {
  const caption = (text: string, x: number, top: number, color: Color = dim) =>
    drawText(canvas, font, text, x, top - captionHeight, color);
  const under = lambda === 0 ? 'without an attack' : `attack ${attack}, λ ${lambda} gray levels`;
  caption(endOf(under, screen.width), left, screen.top, bright);
  caption('network input', left, panelTop);
  if (lambda > 0) {
    caption(`perturbation ×${Number(magnification(lambda).toPrecision(3))}`, left + perturbationLeft, panelTop);
  }
}

function drawView(canvas: Canvas, font: Font, subject: FilmSubject, { step, progress }: FilmView, left: number): void {
  const { actions, lambda } = subject;
  const { action, isRandom, wanted, seen, delta } = step;
  const { score, greedySteps, flips, end } = progress;
  drawImage(canvas, enlarge(progress.screen, screen.width, screen.height), left, screen.top);
  const panel = (image: Parameters<typeof enlarge>[0], from: number) =>
    drawImage(canvas, enlarge(image, panelSize, panelSize), left + from, panelTop);
  panel(grayImage(seen, frameSize), 0);
  if (lambda > 0) panel(perturbationImage(seen, delta, lambda, frameSize), perturbationLeft);
  const lines: readonly (readonly [string, Color])[] = [
    [`score ${fixed(score, 0)}`, bright],
    [`step ${progress.step}`, dim],
    [end ?? '', bright],
    ['flip rate', dim],
    [greedySteps === 0 ? '–' : percent(flips / greedySteps), dim],
    [isRandom ? 'taken (random)' : 'taken', takenColor],
    [actions[action]!, takenColor],
    ['wanted', wantedColor],
    [wanted === undefined ? '–' : actions[wanted]!, wantedColor],
  ];
  lines.forEach(([text, color], i) => {
    drawText(canvas, font, text, left + textLeft, panelTop + i * (lineHeight + 2), color);
  });
}
