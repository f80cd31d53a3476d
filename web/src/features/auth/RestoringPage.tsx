import { Unplug } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from '../../shared/ui/button';
import { Mark } from '../../shared/ui/mark';
import { EmptyState } from '../../shared/ui/notice';
import { texts } from '../../shared/ui/texts';
import css from './auth.module.css';

const TRIED_AGAIN_EVERY_MS = 4_000;

/** While the session is opened at start, or waits for the server. */
export function RestoringPage({ unreachable = false, onRetry }: { unreachable?: boolean; onRetry?: () => void }) {
  useEffect(() => {
    if (onRetry === undefined) {
      return;
    }
    const timer = setInterval(onRetry, TRIED_AGAIN_EVERY_MS);
    window.addEventListener('online', onRetry);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', onRetry);
    };
  }, [onRetry]);

  return (
    <main className={css.page}>
      <title>{texts.common.product}</title>
      {unreachable ? (
        <EmptyState
          isPage
          icon={Unplug}
          title={texts.auth.unreachableTitle}
          actions={<Button onPress={() => onRetry?.()}>{texts.common.tryAgain}</Button>}
        >
          <p>{texts.auth.unreachable}</p>
        </EmptyState>
      ) : (
        <div className={css.restoring} role="status" aria-label={texts.auth.restoring}>
          <span className={css.breathe}>
            <Mark size={56} />
          </span>
        </div>
      )}
    </main>
  );
}
