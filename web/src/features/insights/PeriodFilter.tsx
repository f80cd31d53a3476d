import { Select, TextField } from '../../shared/ui/field';
import { useFilters } from '../../shared/ui/filters';
import { texts } from '../../shared/ui/texts';
import { useNow } from '../../shared/ui/ago';
import ui from '../../shared/ui/ui.module.css';
import { type PeriodChoice, periodChoiceOf, type PeriodQuery, periodQuery } from './period';

/** The period in the address, and how the services want it. */
export function usePeriod(usual: PeriodChoice): { choice: PeriodChoice; query: PeriodQuery; isNarrowed: boolean } {
  const { value } = useFilters();
  const choice = periodChoiceOf(value('period'), usual);
  const query = periodQuery({ choice, from: value('from'), to: value('to') }, useNow());
  return { choice, query, isNarrowed: query.from !== undefined || query.to !== undefined };
}

export function PeriodFilter({ usual, offered }: { usual: PeriodChoice; offered: readonly PeriodChoice[] }) {
  const { value, set } = useFilters();
  const choice = periodChoiceOf(value('period'), usual);
  const dates = ['from', 'to'] as const;
  return (
    <div className={ui.filters}>
      <Select
        label={texts.insights.period}
        options={offered.map((one) => ({ value: one, text: texts.insights.periods[one] }))}
        value={choice}
        onChange={(next) => {
          set(next === 'own' ? { period: next } : { period: next === usual ? '' : next, from: '', to: '' });
        }}
      />
      {choice === 'own' &&
        dates.map((name) => (
          <TextField
            key={name}
            type="date"
            label={texts.insights[name]}
            value={value(name)}
            onChange={(event) => {
              set({ [name]: event.target.value });
            }}
          />
        ))}
    </div>
  );
}
