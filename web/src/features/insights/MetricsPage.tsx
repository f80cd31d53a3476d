import { ArrowLeft } from 'lucide-react';
import { useEffect } from 'react';
import { Link, useLocation } from 'react-router';
import { metrics } from '../../shared/ui/metrics';
import { Prose } from '../../shared/ui/Prose';
import { texts } from '../../shared/ui/texts';
import css from './insights.module.css';

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
      <Link className={css.back} to="/insights">
        <ArrowLeft aria-hidden />
        {texts.insights.back}
      </Link>
      <Prose text={metrics} />
    </>
  );
}
