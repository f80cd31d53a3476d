import { texts } from '../../shared/ui/texts';
import { Counted } from './Figures';
import css from './insights.module.css';

/** How many people are watching, and a light that is on while there are any. */
export function Live({ viewers }: { viewers: number }) {
  return (
    <div className={css.live} data-on={viewers > 0 || undefined}>
      <span className={css.dot} aria-hidden />
      <span>{texts.insights.live1(viewers)}</span>
      <Counted figure="live" name={texts.insights.live} />
    </div>
  );
}
