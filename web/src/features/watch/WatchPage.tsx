import { useQuery } from '@tanstack/react-query';
import { Clapperboard, VideoOff } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { api } from '../../shared/api/client';
import { problemOf } from '../../shared/api/problem';
import type { Chapter, Video } from '../../shared/api/types';
import { mayAct, useMe } from '../../shared/api/useSession';
import { preferences, prefer } from '../../shared/player/preferences';
import { ButtonLink } from '../../shared/ui/button';
import { classes } from '../../shared/ui/classes';
import { clock, dateTime } from '../../shared/ui/format';
import { EmptyState, Notice, ProblemPage, Skeleton } from '../../shared/ui/notice';
import { CategoryBadge, VideoStatusBadge } from '../../shared/ui/status';
import { texts } from '../../shared/ui/texts';
import ui from '../../shared/ui/ui.module.css';
import { NextInTask } from './NextInTask';
import { startOf } from './startOf';
import { usePlaybackOf } from './usePlaybackOf';
import css from './watch.module.css';

/** Larger than the page: fetched when the picture is there, which on a slow line would share the line with it. */
const Player = lazy(async () => ({ default: (await import('../../shared/player/Player')).Player }));

export function WatchPage() {
  const { id = '' } = useParams();
  return <WatchVideo key={id} id={id} />;
}

function WatchVideo({ id }: { id: string }) {
  const me = useMe();
  const [search] = useSearchParams();
  const taskId = search.get('task');
  const video = useQuery({
    queryKey: ['/videos', id],
    queryFn: ({ signal }) => api.get('/videos/{id}', { path: { id }, signal }),
  });
  const { granted, view, hlsNow, renew } = usePlaybackOf(id);
  const navigate = useNavigate();
  const seekTo = useRef<(seconds: number) => void>(null);
  const [theatre, setTheatre] = useState(() => preferences().theatre);
  const [pictured, setPictured] = useState(false);
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
    <article className={css.page} data-theatre={theatre || undefined}>
      <title>{video.data ? `${title} · ${texts.common.product}` : texts.common.product}</title>
      <div className={css.stage}>
        {playback !== undefined && view !== undefined && video.data !== undefined && (pictured || !playback.poster) ? (
          <Suspense fallback={<Coming poster={playback.poster} />}>
            <Player
              title={title}
              playback={playback}
              recorder={view.recorder}
              startAtSeconds={startOf(playback, search.get('t'))}
              isMain
              seekTo={seekTo}
              focusOnPlay={search.has('focus')}
              onRefused={renew}
              page={{
                theatre: () => {
                  prefer({ theatre: !theatre });
                  setTheatre(!theatre);
                },
                search: () => void navigate('/', { state: { toSearch: true } }),
              }}
              {...(hlsNow === undefined ? {} : { hlsNow })}
            />
          </Suspense>
        ) : (
          <Coming
            poster={playback?.poster}
            onShown={() => {
              setPictured(true);
            }}
          />
        )}
      </div>
      {taskId !== null && <NextInTask key={`${taskId} ${id}`} taskId={taskId} videoId={id} />}
      {playback !== undefined && playback.chapters.length > 0 && (
        <ChapterList
          chapters={playback.chapters}
          onSeek={(seconds) => {
            seekTo.current?.(seconds);
          }}
        />
      )}
      {video.data === undefined ? (
        <Skeleton height="1.6rem" count={2} />
      ) : (
        <About
          video={video.data}
          seesInsights={mayAct(me.role, 'EDITOR')}
          mayEdit={me.role === 'ADMIN' || me.id === video.data.uploader.id}
        />
      )}
    </article>
  );
}

/**
 * Where the film will be.
 *
 * @param onShown the picture is there, or will never be
 */
function Coming({ poster, onShown }: { poster: string | undefined; onShown?: () => void }) {
  return (
    <div
      className={classes(css.loading, poster === undefined && ui.skeleton)}
      role="status"
      aria-label={texts.common.loading}
    >
      {poster !== undefined && <img src={poster} alt="" fetchPriority="high" onLoad={onShown} onError={onShown} />}
    </div>
  );
}

function About({ video, seesInsights, mayEdit }: { video: Video; seesInsights: boolean; mayEdit: boolean }) {
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
        {mayEdit && (
          <ButtonLink small look="quiet" href={`/videos/${id}/edit`}>
            {texts.watch.edit}
          </ButtonLink>
        )}
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

/** Links into the film: each is a deep link that can be copied, and jumps without loading the page again. */
function ChapterList({ chapters, onSeek }: { chapters: Chapter[]; onSeek: (seconds: number) => void }) {
  return (
    <nav className={css.chapters} aria-labelledby="chapters">
      <h2 id="chapters">{texts.watch.chapters}</h2>
      <ol>
        {chapters.map(({ startSeconds, title }) => (
          <li key={startSeconds}>
            <a
              href={`?t=${Math.floor(startSeconds)}`}
              onClick={(event) => {
                if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
                  event.preventDefault();
                  onSeek(startSeconds);
                }
              }}
            >
              <span>{clock(startSeconds)}</span> {title}
            </a>
          </li>
        ))}
      </ol>
    </nav>
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
  return <ProblemPage title={texts.player.loadFailed} thrown={thrown} onRetry={onRetry} />;
}
