import { useQuery } from '@tanstack/react-query';
import { ExternalLink, VideoOff } from 'lucide-react';
import { useParams, useSearchParams } from 'react-router';
import { api } from '../../shared/api/client';
import { problemOf } from '../../shared/api/problem';
import { Player } from '../../shared/player/Player';
import { EmptyState, ProblemNotice } from '../../shared/ui/notice';
import { texts } from '../../shared/ui/texts';
import ui from '../../shared/ui/ui.module.css';
import { startOf } from './startOf';
import { usePlaybackOf } from './usePlaybackOf';
import css from './watch.module.css';

/** The player alone, in a frame of another site's page. */
export function EmbedPage() {
  const { id = '' } = useParams();
  return <EmbedVideo key={id} id={id} />;
}

function EmbedVideo({ id }: { id: string }) {
  const [search] = useSearchParams();
  const video = useQuery({
    queryKey: ['/videos', id],
    queryFn: ({ signal }) => api.get('/videos/{id}', { path: { id }, signal }),
  });
  const { granted, view, hlsNow, renew } = usePlaybackOf(id);
  const title = video.data?.title ?? texts.player.play;

  if (video.isError || granted.isError) {
    const thrown = granted.error ?? video.error;
    return (
      <main className={css.embed}>
        {problemOf(thrown).status === 404 ? (
          <EmptyState isPage icon={VideoOff} title={texts.watch.notFoundTitle}>
            <p>{texts.watch.notFound}</p>
          </EmptyState>
        ) : (
          <ProblemNotice thrown={thrown} onRetry={() => void granted.refetch().then(() => video.refetch())} />
        )}
      </main>
    );
  }
  return (
    <main className={css.embed}>
      <title>{title}</title>
      <h1 className="visually-hidden">{title}</h1>
      {granted.data !== undefined && view !== undefined && video.data !== undefined ? (
        <>
          <Player
            title={title}
            playback={granted.data}
            recorder={view.recorder}
            startAtSeconds={startOf(granted.data, search.get('t'))}
            isMain
            onRefused={renew}
            {...(hlsNow === undefined ? {} : { hlsNow })}
          />
          <a className={css.embedLink} href={`/watch/${id}`} target="_blank" rel="noopener">
            {title} <ExternalLink aria-hidden />
          </a>
        </>
      ) : (
        <div className={ui.skeleton} role="status" aria-label={texts.common.loading} />
      )}
    </main>
  );
}
