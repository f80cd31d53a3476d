import { useParams } from 'react-router';
import { amountOfTime } from '../../shared/ui/format';
import { texts } from '../../shared/ui/texts';
import { Bars } from './Bars';
import { Loaded, Nothing, Panel } from './Figures';
import { PeriodFilter, usePeriod } from './PeriodFilter';
import { useLive } from './queries';
import css from './insights.module.css';

type Group = { name: string; viewers: number; playedMs: number };

/** Who watches, on what and from where: of all videos, or of the one in the address. */
export function AudiencePage() {
  const { id } = useParams();
  const { query, isChosen } = usePeriod();
  const audience = useLive('/analytics/audience', {
    query: { ...query, ...(id === undefined ? {} : { videoId: id }) },
  });
  const { insights } = texts;
  const categories: Record<string, string> = texts.category;
  return (
    <>
      <PeriodFilter />
      <Loaded query={audience}>
        {({ byCategory, byDevice, byRegion }) =>
          byDevice.length === 0 ? (
            <Nothing isChosen={isChosen} title={insights.emptyTitle} text={insights.empty} />
          ) : (
            <div className={css.pair}>
              <Groups
                figure="byCategory"
                groups={byCategory.map((one) => ({
                  ...one,
                  name: categories[one.category] ?? insights.deletedAccount,
                }))}
              />
              <Groups
                figure="byDevice"
                groups={byDevice.map((one) => ({ ...one, name: insights.device[one.device] ?? one.device }))}
              />
              <Groups figure="byRegion" groups={byRegion.map((one) => ({ ...one, name: regionName(one.region) }))} />
            </div>
          )
        }
      </Loaded>
    </>
  );
}

function Groups({ figure, groups }: { figure: 'byCategory' | 'byDevice' | 'byRegion'; groups: Group[] }) {
  return (
    <Panel id={figure} title={texts.insights[figure]} figure={figure}>
      <Bars
        bars={groups.map(({ name, viewers, playedMs }) => ({
          key: name,
          name,
          amount: viewers,
          text: texts.insights.viewersAnd(viewers, amountOfTime(playedMs)),
        }))}
      />
    </Panel>
  );
}

const regions = new Intl.DisplayNames(['en'], { type: 'region' });

function regionName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (regions.of(code) ?? code) : texts.insights.unknownRegion;
}
