import { useParams } from 'react-router';
import { useNow } from '../../shared/ui/ago';
import { Select, TextField } from '../../shared/ui/field';
import { useFilters } from '../../shared/ui/filters';
import { days } from '../../shared/ui/format';
import { texts } from '../../shared/ui/texts';
import ui from '../../shared/ui/ui.module.css';
import {
  lastDayOf,
  type Offer,
  periodBefore,
  type PeriodChoice,
  periodChoiceOf,
  type PeriodQuery,
  periodQuery,
} from './period';
import css from './insights.module.css';

const OF_ALL: Offer = { choices: ['7', '30', '90', 'own'], usual: '30' };
const OF_A_VIDEO: Offer = { choices: ['all', '7', '30', '90', 'own'], usual: 'all' };
/** The services count at most 168 hours at once. */
export const OF_THE_LOG: Offer = { choices: ['1', '2', '7', 'own'], usual: '2', daysMax: 7 };

type Period = {
  choice: PeriodChoice;
  query: PeriodQuery;
  offer: Offer;
  /** It is not the page's usual one, so another may show more. */
  isChosen: boolean;
  /** For links to pages with another usual period: they keep to this one. */
  search: string;
};

/** The period in the address, and how the services want it. */
export function usePeriod(asked?: Offer): Period {
  const { value } = useFilters();
  const ofVideo = useParams().id !== undefined;
  const now = useNow();
  const offer = asked ?? (ofVideo ? OF_A_VIDEO : OF_ALL);
  const choice = periodChoiceOf(value('period'), offer);
  const [from, to] = [value('from'), value('to')];
  return {
    choice,
    query: periodQuery({ choice, from, to }, offer, now),
    offer,
    isChosen: choice !== offer.usual,
    search: `?${new URLSearchParams({ period: choice, ...(choice === 'own' ? { from, to } : {}) }).toString()}`,
  };
}

export function PeriodFilter({ offer: asked, isCompared = false }: { offer?: Offer; isCompared?: boolean }) {
  const { value, set } = useFilters();
  const { choice, query, offer } = usePeriod(asked);
  const dates = ['from', 'to'] as const;
  return (
    <div className={ui.filters}>
      <Select
        label={texts.insights.period}
        options={offer.choices.map((one) => ({ value: one, text: texts.insights.periods[one] }))}
        value={choice}
        onChange={(next) => {
          set(next === 'own' ? { period: next } : { period: next === offer.usual ? '' : next, from: '', to: '' });
        }}
      />
      {choice === 'own' &&
        dates.map((name) => (
          <TextField
            key={name}
            type="date"
            label={texts.insights[name]}
            value={value(name)}
            onChange={(text) => {
              set({ [name]: text });
            }}
          />
        ))}
      {query.from !== undefined && <Dates period={query} from={query.from} isCompared={isCompared} />}
    </div>
  );
}

/** Which days are meant, in words. */
function Dates({ period, from, isCompared }: { period: PeriodQuery; from: string; isCompared: boolean }) {
  const now = useNow();
  const before = isCompared ? periodBefore(period, now) : undefined;
  return (
    <p className={css.dates}>
      {texts.insights.daysShown(days(from, lastDayOf(period, now)))}
      {before !== undefined && (
        <>
          <br />
          {texts.insights.comparedWith(days(before.from, lastDayOf(before, now)))}
        </>
      )}
    </p>
  );
}
