import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api } from '../../shared/api/client';
import { below } from '../../shared/api/queries';
import { Button, ButtonLink } from '../../shared/ui/button';
import { Check } from '../../shared/ui/field';
import { Notice } from '../../shared/ui/notice';
import { texts } from '../../shared/ui/texts';
import css from './watch.module.css';

const COUNTDOWN_SECONDS = 10;
const KEY = 'fovea.tasks.goOn';

/** Where one is in a task, and once the film has ended a countdown to the next one, unless it is switched off. */
export function NextInTask({ taskId, videoId }: { taskId: string; videoId: string }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [hasEnded, setHasEnded] = useState(false);
  const [goesOn, setGoesOn] = useState(() => localStorage.getItem(KEY) !== 'off');
  const [stays, setStays] = useState(false);
  const [leftSeconds, setLeftSeconds] = useState(COUNTDOWN_SECONDS);
  const task = useQuery({
    queryKey: ['/tasks/{id}', taskId],
    queryFn: ({ signal }) => api.get('/tasks/{id}', { path: { id: taskId }, signal }),
  });
  const videos = task.data?.videos ?? [];
  const index = videos.findIndex((one) => one.videoId === videoId);
  const next = index < 0 ? undefined : videos[index + 1];
  const counts = hasEnded && goesOn && !stays && next !== undefined;

  useEffect(() => {
    // Media events do not bubble, but they are captured on their way down.
    const onEnded = () => {
      setHasEnded(true);
      void queries.invalidateQueries(below('/tasks'));
    };
    const onPlay = () => {
      setHasEnded(false);
      setLeftSeconds(COUNTDOWN_SECONDS);
    };
    document.addEventListener('ended', onEnded, true);
    document.addEventListener('play', onPlay, true);
    return () => {
      document.removeEventListener('ended', onEnded, true);
      document.removeEventListener('play', onPlay, true);
    };
  }, [queries]);

  const nextPath = next === undefined ? undefined : `/watch/${next.videoId}?task=${taskId}`;
  useEffect(() => {
    if (!counts || nextPath === undefined) {
      return;
    }
    const timer = setTimeout(() => {
      if (leftSeconds <= 1) {
        void navigate(nextPath);
      } else {
        setLeftSeconds(leftSeconds - 1);
      }
    }, 1_000);
    return () => {
      clearTimeout(timer);
    };
  }, [counts, leftSeconds, navigate, nextPath]);

  if (task.data === undefined || index < 0) {
    return null;
  }
  return (
    <aside className={css.task} aria-label={texts.tasks.progressOf(task.data.title)}>
      <Notice
        {...(hasEnded && next !== undefined ? { title: texts.tasks.nextIs(next.title) } : {})}
        actions={
          <>
            {next !== undefined && nextPath !== undefined && (
              <ButtonLink small look={hasEnded ? 'primary' : 'secondary'} href={nextPath}>
                {texts.tasks.next}
              </ButtonLink>
            )}
            {counts && (
              <Button
                small
                onPress={() => {
                  setStays(true);
                }}
              >
                {texts.tasks.stay}
              </Button>
            )}
          </>
        }
      >
        <p>
          <Link to={`/tasks/${taskId}`}>{task.data.title}</Link>: {texts.tasks.position(index + 1, videos.length)}
          {hasEnded && next === undefined && ` ${texts.tasks.lastOne}`}
        </p>
        {counts && <p role="timer">{texts.tasks.nextIn(leftSeconds)}</p>}
        {next !== undefined && (
          <Check
            label={texts.tasks.goOnByItself}
            checked={goesOn}
            onChange={(checked) => {
              localStorage.setItem(KEY, checked ? 'on' : 'off');
              setGoesOn(checked);
            }}
          />
        )}
      </Notice>
    </aside>
  );
}
