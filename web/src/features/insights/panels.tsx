import type { AudienceInsights, FocusInsights } from '../../shared/api/types';
import { amountOfTime, decimal } from '../../shared/ui/format';
import { texts } from '../../shared/ui/texts';
import { Figures, Panel, share } from './Figures';
import css from './insights.module.css';

type Bar = { name: string; amount: number; text: string };

/** Amounts beside each other; the bars repeat what the numbers say. */
function Bars({ title, bars }: { title: string; bars: Bar[] }) {
  const most = Math.max(1, ...bars.map(({ amount }) => amount));
  return (
    <div className={css.bars}>
      <h3>{title}</h3>
      <ul>
        {bars.map(({ name, amount, text }) => (
          <li key={name}>
            <span>{name}</span>
            <span className={css.barText}>{text}</span>
            <span className={css.bar} aria-hidden>
              <span style={{ width: `${(amount / most) * 100}%` }} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function FocusPanel({ focus }: { focus: FocusInsights }) {
  const { sessions, focusedMs, focusRatio, interruptions, longestMs, byCause } = focus;
  const { causes } = texts.focus;
  return (
    <Panel id="focus" title={texts.insights.focus} {...(sessions === 0 ? { lead: texts.insights.noSessions } : {})}>
      {sessions > 0 && (
        <>
          <Figures
            small
            figures={[
              { figure: 'sessions', name: texts.insights.sessions, value: decimal(sessions) },
              { figure: 'focusedTime', name: texts.insights.focusedTime, value: amountOfTime(focusedMs) },
              { figure: 'focusRatio', name: texts.insights.focusRatio, value: share(focusRatio) },
              { figure: 'longest', name: texts.insights.longest, value: amountOfTime(longestMs) },
              { figure: 'interruptions', name: texts.insights.interruptions, value: decimal(interruptions) },
            ]}
          />
          {interruptions > 0 && (
            <Bars
              title={texts.insights.causes}
              bars={[
                { name: causes.TAB_HIDDEN, amount: byCause.tabHidden },
                { name: causes.WINDOW_BLURRED, amount: byCause.windowBlurred },
                { name: causes.FULLSCREEN_LEFT, amount: byCause.fullscreenLeft },
                { name: causes.PAUSED_AWAY, amount: byCause.pausedAway },
              ].map((one) => ({ ...one, text: decimal(one.amount) }))}
            />
          )}
        </>
      )}
    </Panel>
  );
}

export function AudiencePanel({ audience }: { audience: AudienceInsights }) {
  const categories: Record<string, string> = texts.category;
  const barOf = (name: string, { viewers, playedMs }: { viewers: number; playedMs: number }): Bar => ({
    name,
    amount: viewers,
    text: texts.insights.viewersAnd(viewers, amountOfTime(playedMs)),
  });
  return (
    <Panel id="audience" title={texts.insights.audience} figure="audience">
      <Bars
        title={texts.insights.byCategory}
        bars={audience.byCategory.map((one) => barOf(categories[one.category] ?? texts.insights.deletedAccount, one))}
      />
      <Bars
        title={texts.insights.byDevice}
        bars={audience.byDevice.map((one) => barOf(texts.insights.device[one.device] ?? one.device, one))}
      />
      <Bars title={texts.insights.byRegion} bars={audience.byRegion.map((one) => barOf(regionName(one.region), one))} />
    </Panel>
  );
}

const regions = new Intl.DisplayNames(['en'], { type: 'region' });

function regionName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (regions.of(code) ?? code) : texts.insights.unknownRegion;
}
