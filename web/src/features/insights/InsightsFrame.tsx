import { BookOpenText } from 'lucide-react';
import { Outlet, useMatch } from 'react-router';
import { ButtonLink } from '../../shared/ui/button';
import { Notice, PageHeader } from '../../shared/ui/notice';
import { texts } from '../../shared/ui/texts';
import { Live } from './Live';
import { useLive, useWatching } from './queries';
import { Sections } from './Sections';
import css from './insights.module.css';

const GAP_LOOKED_FOR_EVERY_MS = 60_000;

/** What all insights have in common: who watches now, whether the figures are whole, and the way between the pages. */
export function InsightsFrame() {
  const watching = useWatching();
  const isReconciled = useMatch('/insights/reconciliation') !== null;
  return (
    <>
      <PageHeader
        title={texts.insights.title}
        lead={texts.insights.lead}
        actions={
          <>
            {watching && <Live viewers={watching.viewers} />}
            <ButtonLink href="/insights/metrics">
              <BookOpenText aria-hidden />
              {texts.insights.metrics}
            </ButtonLink>
          </>
        }
      />
      <Sections
        label={texts.insights.title}
        base="/insights"
        sections={['overview', 'focus', 'audience', 'quality', 'reconciliation']}
      />
      {!isReconciled && <Gap />}
      <Outlet context={watching} />
    </>
  );
}

/** What the last day lacks is told wherever figures are read; the page of the reconciliation says more. */
function Gap() {
  const { data } = useLive('/analytics/reconciliation', {}, GAP_LOOKED_FOR_EVERY_MS);
  if (data?.alert !== true) {
    return null;
  }
  return (
    <div className={css.problem}>
      <Notice
        tone="bad"
        role="alert"
        title={texts.insights.gapTitle}
        actions={
          <ButtonLink small href="/insights/reconciliation">
            {texts.insights.toReconciliation}
          </ButtonLink>
        }
      >
        <p>{texts.insights.gapText}</p>
      </Notice>
    </div>
  );
}
