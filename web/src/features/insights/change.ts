import { decimal } from '../../shared/ui/format';
import { texts } from '../../shared/ui/texts';

export type Change = { direction: 'more' | 'less' | 'same'; by: string };

/** From here on a factor says more than per cent. */
const FACTOR_FROM = 10;

/** How far a figure is from the one of the period before: in per cent, a share in points. */
export function changeOf(value: number, before: number, isShare: boolean): Change {
  const difference = value - before;
  const rounded = isShare ? Math.round(difference * 1_000) / 10 : Math.round((difference / before) * 100);
  if (difference === 0 || rounded === 0) {
    return { direction: 'same', by: texts.insights.unchanged };
  }
  const direction = difference > 0 ? 'more' : 'less';
  if (isShare) {
    return { direction, by: texts.insights.points(decimal(Math.abs(rounded), 1)) };
  }
  if (before === 0) {
    return { direction, by: texts.insights.fromNothing };
  }
  const factor = value / before;
  return { direction, by: factor >= FACTOR_FROM ? `${decimal(factor)} ×` : `${decimal(Math.abs(rounded))} %` };
}
