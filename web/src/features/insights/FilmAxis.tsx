import type uPlot from 'uplot';
import { clock } from '../../shared/ui/format';
import { texts } from '../../shared/ui/texts';
import { axisOf, type Ink, X_AXIS_SIZE } from './Chart';
import css from './insights.module.css';

/** Pixels beside a chart that lies under the pictures of its film; `.film` leaves as many. */
export const FILM_INSET = 52;

const POSITION_STEPS_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];

/** From the film's start to its end, whose equal parts are told by their middles: the last lies half a part before it. */
export const FILM_SCALE: uPlot.Scale = {
  time: false,
  range: ({ data: [middles] }) => [0, (middles.at(-1) ?? 0) + (middles[0] ?? 0)],
};

export function filmAxis(ink: Ink): uPlot.Axis {
  return axisOf(
    ink,
    { size: X_AXIS_SIZE, incrs: POSITION_STEPS_SECONDS, space: 64, values: (_, splits) => splits.map(clock) },
    false,
  );
}

/** What a pointer reads off a chart, by keyboard. */
export function Position<Point>({
  points,
  index = 0,
  readingOf,
  onIndex,
}: {
  points: readonly Point[];
  index: number | undefined;
  readingOf: (point: Point | undefined) => string | undefined;
  onIndex: (index: number) => void;
}) {
  return (
    <label className={css.position}>
      {texts.insights.position}
      <input
        type="range"
        min={0}
        max={points.length - 1}
        value={index}
        aria-valuetext={readingOf(points[index])}
        onChange={(event) => {
          onIndex(Number(event.target.value));
        }}
      />
    </label>
  );
}
