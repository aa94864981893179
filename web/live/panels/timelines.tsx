/** Score, flip rate and Q gap beside each other. */
import type { History } from '../history.js';
import { Timeline, type TimelineProps } from './timeline.js';

const percents = ({ flipRate }: History): readonly number[] => flipRate.map((share) => 100 * share);

export const Timelines = (plots: Pick<TimelineProps, 'names' | 'histories' | 'steps'>) => (
  <section class="timelines" aria-label="over time">
    <Timeline title="Score" unit="points" of={({ score }) => score} {...plots} />
    <Timeline title="Flip rate" unit="% of the steps so far" of={percents} bounds={[0, 100]} {...plots} />
    <Timeline title="Q gap" unit="what a step’s action costs" of={({ qGap }) => qGap} {...plots} />
  </section>
);
