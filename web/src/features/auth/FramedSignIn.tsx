import { LogIn } from 'lucide-react';
import { useEffect } from 'react';
import { session } from '../../shared/api/session';
import { Button, ButtonLink } from '../../shared/ui/button';
import { EmptyState } from '../../shared/ui/notice';
import { texts } from '../../shared/ui/texts';
import css from './auth.module.css';

const look = () => void session.restore();

/** In a frame: the way to a page of ours where one signs in. It is looked for the session when the viewer is back. */
export function FramedSignIn() {
  useEffect(() => {
    window.addEventListener('focus', look);
    return () => {
      window.removeEventListener('focus', look);
    };
  }, []);
  return (
    <main className={css.page}>
      <EmptyState
        isPage
        icon={LogIn}
        title={texts.auth.framedTitle}
        actions={
          <>
            <ButtonLink look="primary" href={location.pathname.replace('/embed/', '/watch/')} target="_blank">
              {texts.auth.framedOpen}
            </ButtonLink>
            <Button onPress={look}>{texts.common.tryAgain}</Button>
          </>
        }
      >
        <p>{texts.auth.framed}</p>
      </EmptyState>
    </main>
  );
}
