import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useColours } from '../../shared/ui/theme';
import css from './insights.module.css';

/** The theme's colours as a canvas takes them. */
export type Ink = {
  first: string;
  firstSoft: string;
  second: string;
  secondSoft: string;
  bad: string;
  text: string;
  line: string;
  font: string;
};

export type Drawing = (ink: Ink) => Omit<uPlot.Options, 'width' | 'height' | 'legend' | 'hooks'>;

/**
 * A canvas that follows its data, its width and the theme. Whoever cannot see it has the label, and the table that
 * stands below each chart.
 *
 * @param drawing must stay the same function while the chart stays the same
 * @param onPoint tells the index of the point under the pointer, none when it leaves
 */
export function Chart({
  label,
  data,
  drawing,
  onPoint,
  height,
}: {
  label: string;
  data: uPlot.AlignedData;
  drawing: Drawing;
  onPoint: (index: number | undefined) => void;
  height?: 'tall' | 'low';
}) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const colours = useColours();

  useEffect(() => {
    const element = host.current;
    if (element === null) {
      return;
    }
    const size = () => ({ width: element.clientWidth, height: element.clientHeight });
    const made = new uPlot(
      {
        ...drawing(inkOf(element)),
        ...size(),
        legend: { show: false },
        hooks: {
          setCursor: [
            ({ cursor }) => {
              onPoint(cursor.idx ?? undefined);
            },
          ],
        },
      },
      undefined,
      element,
    );
    plot.current = made;
    const resized = new ResizeObserver(() => {
      made.setSize(size());
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
    };
  }, [drawing, onPoint, colours]);

  useEffect(() => {
    plot.current?.setData(data);
  }, [data, drawing, onPoint, colours]);

  return <div ref={host} role="img" aria-label={label} data-height={height} className={css.chart} />;
}

function inkOf(element: HTMLElement): Ink {
  const probe = document.createElement('span');
  element.append(probe);
  const colour = (value: string) => {
    probe.style.color = value;
    return getComputedStyle(probe).color;
  };
  const ink = {
    first: colour('var(--chart-1)'),
    firstSoft: colour('color-mix(in oklab, var(--chart-1) 16%, transparent)'),
    second: colour('var(--chart-2)'),
    secondSoft: colour('color-mix(in oklab, var(--chart-2) 30%, transparent)'),
    bad: colour('var(--bad)'),
    text: colour('var(--text-soft)'),
    line: colour('color-mix(in oklab, var(--line) 70%, transparent)'),
    font: `12px ${getComputedStyle(probe).fontFamily}`,
  };
  probe.remove();
  return ink;
}

/** Room for one line of text under a chart. */
export const X_AXIS_SIZE = 28;

/** An axis as all charts have it: quiet lines, no ticks. */
export function axisOf(ink: Ink, more: uPlot.Axis, hasGrid: boolean): uPlot.Axis {
  return {
    stroke: ink.text,
    font: ink.font,
    ticks: { show: false },
    grid: { show: hasGrid, stroke: ink.line, width: 1 },
    ...more,
  };
}

/**
 * A bar for each of a row of whole numbers (days, hours) that stand on the axis as they are, so that no time zone moves
 * them.
 *
 * @param steps by how many of them the marks of the axis may be apart
 * @param amount how much a bar is: its axis, the room in pixels that the name of a bar takes, and whether a
 *     second series has the bars that something is wrong with
 */
export function barsOf(
  steps: number[],
  nameOf: (one: number) => string,
  amount: {
    text: (value: number) => string;
    size: number;
    steps?: number[];
    least: number;
    room: number;
    hasWrong?: true;
  },
): Drawing {
  return (ink) => {
    const bars = { width: 0, points: { show: false }, paths: uPlot.paths.bars?.({ size: [0.72, 36], radius: 0.18 }) };
    return {
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      scales: {
        x: { time: false, range: ({ data: [all] }) => [(all[0] ?? 0) - 0.5, (all.at(-1) ?? 0) + 0.5] },
        y: { range: (_, _min, max) => [0, Math.max(amount.least, max) * 1.06] },
      },
      axes: [
        axisOf(
          ink,
          { size: X_AXIS_SIZE, incrs: steps, space: amount.room, values: (_, all) => all.map(nameOf) },
          false,
        ),
        axisOf(
          ink,
          {
            size: amount.size,
            values: (_, splits) => splits.map(amount.text),
            ...(amount.steps === undefined ? {} : { incrs: amount.steps }),
          },
          true,
        ),
      ],
      series: [
        {},
        { ...bars, stroke: ink.first, fill: ink.first },
        ...(amount.hasWrong ? [{ ...bars, stroke: ink.bad, fill: ink.bad }] : []),
      ],
    };
  };
}
