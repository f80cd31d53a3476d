import { useQuery } from '@tanstack/react-query';
import { Clapperboard, VideoOff } from 'lucide-react';
import { useParams, useSearchParams } from 'react-router';
import { api } from '../../shared/api/client';
import { problemOf } from '../../shared/api/problem';
import type { Playback, Video } from '../../shared/api/types';
import { mayAct, useMe } from '../../shared/api/useSession';
import { Player } from '../../shared/player/Player';
import { ButtonLink } from '../../shared/ui/button';
import { dateTime, secondsOf } from '../../shared/ui/format';
import { EmptyState, Notice, ProblemNotice, Skeleton } from '../../shared/ui/notice';
import { CategoryBadge, VideoStatusBadge } from '../../shared/ui/status';
import { texts } from '../../shared/ui/texts';
import ui from '../../shared/ui/ui.module.css';
import { usePlaybackOf } from './usePlaybackOf';
import css from './watch.module.css';

/** Who stopped this close to the end has seen the film: it begins again. */
const FINISHED_FROM = 0.95;

export function WatchPage() {
  const { id = '' } = useParams();
  return <WatchVideo key={id} id={id} />;
}

function WatchVideo({ id }: { id: string }) {
  const me = useMe();
  const [search] = useSearchParams();
  const video = useQuery({
    queryKey: ['/videos', id],
    queryFn: ({ signal }) => api<Video>(`/videos/${id}`, { signal }),
  });
  const { granted, view, hlsNow, renew } = usePlaybackOf(id);
  const title = video.data?.title ?? texts.player.play;

  if (video.isError || granted.isError) {
    return (
      <CannotWatch
        thrown={granted.error ?? video.error}
        onRetry={() => void granted.refetch().then(() => video.refetch())}
      />
    );
  }
  const playback = granted.data;
  return (
    <article className={css.page}>
      <title>{video.data ? `${title} · ${texts.common.product}` : texts.common.product}</title>
      <div className={css.stage}>
        {playback !== undefined && view !== undefined && video.data !== undefined ? (
          <Player
            title={title}
            playback={playback}
            recorder={view.recorder}
            startAtSeconds={startOf(playback, search.get('t'))}
            isMain
            onRefused={renew}
            {...(hlsNow === undefined ? {} : { hlsNow })}
          />
        ) : (
          <div
            className={`${css.loading ?? ''} ${ui.skeleton ?? ''}`}
            role="status"
            aria-label={texts.common.loading}
          />
        )}
      </div>
      {video.data === undefined ? (
        <Skeleton height="1.6rem" count={2} />
      ) : (
        <About video={video.data} seesInsights={mayAct(me.role, 'EDITOR')} />
      )}
    </article>
  );
}

function About({ video, seesInsights }: { video: Video; seesInsights: boolean }) {
  const { id, title, description, category, status, uploader, createdAt } = video;
  return (
    <section className={css.about} aria-label={texts.watch.description}>
      <h1>{title}</h1>
      <div className={css.facts}>
        <CategoryBadge category={category} />
        {status !== 'APPROVED' && <VideoStatusBadge status={status} />}
        <span>
          {texts.watch.uploadedBy(uploader.displayName)} {texts.watch.onDate(dateTime(createdAt))}
        </span>
        {seesInsights && (
          <ButtonLink small look="quiet" href={`/insights/videos/${id}`}>
            {texts.watch.toInsights}
          </ButtonLink>
        )}
      </div>
      {status !== 'APPROVED' && <Notice>{texts.watch.inReview}</Notice>}
      {description ? <p className={css.description}>{description}</p> : null}
    </section>
  );
}

function CannotWatch({ thrown, onRetry }: { thrown: unknown; onRetry: () => void }) {
  const { code } = problemOf(thrown);
  const toLibrary = (
    <ButtonLink look="primary" href="/">
      {texts.common.toLibrary}
    </ButtonLink>
  );
  if (code === 'video-not-found' || code === 'not-found' || code === 'invalid-request') {
    return (
      <EmptyState isPage icon={VideoOff} title={texts.watch.notFoundTitle} actions={toLibrary}>
        <p>{texts.watch.notFound}</p>
      </EmptyState>
    );
  }
  if (code === 'video-not-playable') {
    return (
      <EmptyState isPage icon={Clapperboard} title={texts.watch.notPlayableTitle} actions={toLibrary}>
        <p>{texts.watch.notPlayable}</p>
      </EmptyState>
    );
  }
  return <ProblemNotice thrown={thrown} onRetry={onRetry} />;
}

/** A deep link wins over where the viewer stopped. */
function startOf({ resumeAtSeconds, durationSeconds }: Playback, deepLink: string | null): number {
  const asked = secondsOf(deepLink);
  if (asked !== undefined) {
    return durationSeconds ? Math.min(asked, durationSeconds) : asked;
  }
  const resume = resumeAtSeconds ?? 0;
  return durationSeconds && resume >= durationSeconds * FINISHED_FROM ? 0 : resume;
}
