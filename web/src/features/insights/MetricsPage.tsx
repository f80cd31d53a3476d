import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { BackLink } from '../../shared/ui/back';
import { metrics } from '../../shared/ui/metrics';
import { Prose } from '../../shared/ui/Prose';
import { texts } from '../../shared/ui/texts';

/** How everything is counted, in full: where the question marks beside the figures lead. */
export function MetricsPage() {
  const { hash } = useLocation();
  useEffect(() => {
    const heading = hash === '' ? null : document.getElementById(decodeURIComponent(hash.slice(1)));
    heading?.scrollIntoView();
  }, [hash]);
  return (
    <>
      <title>{`${texts.insights.metrics} · ${texts.common.product}`}</title>
      <BackLink to="/insights">{texts.insights.back}</BackLink>
      <Prose text={metrics} />
    </>
  );
}
