import { useParams } from 'react-router';
import { texts } from '../../shared/ui/texts';
import { Figures, Loaded, Nothing } from './Figures';
import { PeriodFilter, usePeriod } from './PeriodFilter';
import { useCompared } from './queries';
import { RetentionPanel } from './RetentionChart';
import { watched } from './watched';

export function VideoPage() {
  const { id = '' } = useParams();
  const { isChosen } = usePeriod();
  const { now, before } = useCompared('/analytics/videos/{id}', (period) => ({ path: { id }, query: period }));
  return (
    <>
      <PeriodFilter isCompared />
      <Loaded query={now}>
        {(video) =>
          video.views === 0 ? (
            <Nothing isChosen={isChosen} title={texts.insights.emptyTitle} text={texts.insights.empty} />
          ) : (
            <>
              <Figures found={video} before={before} figures={watched} />
              <RetentionPanel insights={video} />
            </>
          )
        }
      </Loaded>
    </>
  );
}
