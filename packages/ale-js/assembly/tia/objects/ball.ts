// The ball: one copy, its width is CTRLPF bits 4–5, its enable bit can be delayed.

import { ball, ballShape, tia } from '../../state';

export function isBallEnabled(): bool {
  return (ball.verticalDelay ? ball.delayed : ball.direct) != 0;
}

export function latchBall(): void {
  ballShape.position = ball.position;
  ballShape.size = (tia.ctrlpf >> 4) & 3;
}

/** Returns false after a restore, until the ball is latched again. */
export function isBallLatched(): bool {
  return ballShape.position == ball.position && ballShape.size == ((tia.ctrlpf >> 4) & 3);
}
