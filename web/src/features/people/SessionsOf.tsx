import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../shared/api/client';
import type { User } from '../../shared/api/types';
import { Ago } from '../../shared/ui/ago';
import { Button } from '../../shared/ui/button';
import { ConfirmDialog } from '../../shared/ui/dialog';
import { ProblemNotice, Skeleton } from '../../shared/ui/notice';
import { texts } from '../../shared/ui/texts';
import { toast } from '../../shared/ui/toast';
import ui from '../../shared/ui/ui.module.css';
import { browserOf } from './browserOf';
import css from './people.module.css';

/** Where a person is signed in, and an end to all of it. */
export function SessionsOf({ user }: { user: User }) {
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const path = { id: user.id };
  const key = ['/users/{id}/sessions', user.id];
  const sessions = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get('/users/{id}/sessions', { path, signal }),
  });
  const ending = useMutation({
    mutationFn: () => api.delete('/users/{id}/sessions', { path }),
    onSuccess: () => {
      toast(texts.people.signedOut(user.displayName));
      setAsks(false);
      void queries.invalidateQueries({ queryKey: key });
      void queries.invalidateQueries({ queryKey: ['revision', user.id] });
    },
  });
  const open = sessions.data?.items ?? [];
  return (
    <section className={css.sessions} aria-labelledby="sessions">
      <header>
        <h3 id="sessions">{texts.people.sessions}</h3>
        {open.length > 0 && (
          <Button
            small
            onPress={() => {
              setAsks(true);
            }}
          >
            {texts.people.endSessions}
          </Button>
        )}
      </header>
      {sessions.isPending ? (
        <Skeleton height="2.5rem" />
      ) : sessions.isError ? (
        <ProblemNotice thrown={sessions.error} onRetry={() => void sessions.refetch()} />
      ) : open.length === 0 ? (
        <p className={ui.hint}>{texts.people.noSessions}</p>
      ) : (
        <ul>
          {open.map(({ id, openedAt, usedAt, address, userAgent }) => (
            <li key={id}>
              <strong title={userAgent}>{browserOf(userAgent ?? '') ?? texts.people.unknownBrowser}</strong>
              <span>
                {address} · {texts.people.openedAt} <Ago iso={openedAt} />
                {usedAt !== undefined && (
                  <>
                    {' · '}
                    {texts.people.usedAt} <Ago iso={usedAt} />
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      <ConfirmDialog
        problem={ending.error}
        title={texts.people.endSessionsTitle}
        confirm={texts.people.endSessionsConfirm}
        isOpen={asks}
        isBusy={ending.isPending}
        onConfirm={() => {
          ending.mutate();
        }}
        onClose={() => {
          setAsks(false);
        }}
      >
        <p>{texts.people.endSessionsText(user.displayName)}</p>
      </ConfirmDialog>
    </section>
  );
}
