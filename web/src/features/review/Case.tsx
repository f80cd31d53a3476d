import { useQuery } from '@tanstack/react-query';
import { Check as CheckIcon, X } from 'lucide-react';
import { api } from '../../shared/api/client';
import { problemOf } from '../../shared/api/problem';
import type { QueueItem } from '../../shared/api/types';
import { useMe } from '../../shared/api/useSession';
import { type Playable, Player } from '../../shared/player/Player';
import { Ago } from '../../shared/ui/ago';
import { Button } from '../../shared/ui/button';
import { classes } from '../../shared/ui/classes';
import { Notice, ProblemNotice } from '../../shared/ui/notice';
import { Badge, CategoryBadge, VideoStatusBadge } from '../../shared/ui/status';
import { texts } from '../../shared/ui/texts';
import ui from '../../shared/ui/ui.module.css';
import css from './review.module.css';

const LOOKED_AGAIN_EVERY_MS = 3_000;

/** Its beginning may be looked at; the verdict is on the whole. */
function isOnItsWay({ status }: QueueItem): boolean {
  return status === 'UPLOADING' || status === 'PROCESSING';
}

/** Editors leave their own uploads to others. */
export function mayJudge(item: QueueItem, me: { id: string; role: string }): boolean {
  return !isOnItsWay(item) && (item.uploader.id !== me.id || me.role === 'ADMIN');
}

async function lookAt(item: QueueItem, signal: AbortSignal): Promise<Playable> {
  const path = { id: item.videoId };
  return isOnItsWay(item)
    ? { ...(await api.get('/videos/{id}/preview', { path, signal })), captions: [], chapters: [] }
    : api.get('/videos/{id}/playback', { path, signal });
}

export function Case({
  item,
  isBusy,
  refused,
  onApprove,
  onReject,
}: {
  item: QueueItem;
  isBusy: boolean;
  refused: Error | null;
  onApprove: () => void;
  onReject: () => void;
}) {
  const me = useMe();
  const { videoId, title, description, category, uploader, generation } = item;
  const preview = useQuery({
    queryKey: ['preview', videoId, generation, item.manifestHash],
    queryFn: ({ signal }) => lookAt(item, signal),
    // Nothing whole from the start on yet: some parts later there is.
    refetchInterval: ({ state }) => (isOnItsWay(item) && state.data === undefined ? LOOKED_AGAIN_EVERY_MS : false),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <section className={css.case} aria-label={title}>
      {preview.isPending ? (
        <div
          className={ui.skeleton}
          style={{ aspectRatio: '16 / 9' }}
          role="status"
          aria-label={texts.common.loading}
        />
      ) : preview.isError ? (
        <ProblemNotice thrown={preview.error} onRetry={() => void preview.refetch()} />
      ) : (
        <Player
          title={texts.review.previewOf(title)}
          playback={preview.data}
          onRefused={async () => (await preview.refetch()).isSuccess}
        />
      )}
      <div className={css.about}>
        <h2>{title}</h2>
        <p className={css.facts}>
          {item.status !== 'READY' && <VideoStatusBadge status={item.status} />}
          <CategoryBadge category={category} />
          {generation > 1 && <Badge>{texts.review.generation(generation)}</Badge>}
          <span>{texts.watch.uploadedBy(uploader.displayName)}</span>
        </p>
        <p className={css.description}>
          {description === '' ? texts.review.noDescription : (description ?? texts.review.noDescription)}
        </p>
      </div>
      {refused !== null && <Refusal thrown={refused} />}
      {!mayJudge(item, me) ? (
        <Notice>
          <p>{isOnItsWay(item) ? texts.review.onItsWay : texts.review.ownUpload}</p>
        </Notice>
      ) : (
        <div className={css.verdict}>
          {item.status !== 'APPROVED' && (
            <Button look="primary" isDisabled={isBusy} onPress={onApprove}>
              <CheckIcon aria-hidden />
              {texts.review.approve}
            </Button>
          )}
          {item.status !== 'REJECTED' && (
            <Button isDisabled={isBusy} onPress={onReject}>
              <X aria-hidden />
              {texts.review.reject}
            </Button>
          )}
          <span className={classes(ui.hint, 'for-keyboards')}>{texts.review.keys}</span>
        </div>
      )}
      <History videoId={videoId} />
    </section>
  );
}

/** What was decided on this video before, by whom and why. */
function History({ videoId }: { videoId: string }) {
  const { data, isError, error } = useQuery({
    queryKey: ['/videos/{id}/verdicts', videoId],
    queryFn: ({ signal }) => api.get('/videos/{id}/verdicts', { path: { id: videoId }, signal }),
  });
  if (isError) {
    return <ProblemNotice thrown={error} />;
  }
  if (data === undefined || data.items.length === 0) {
    return null;
  }
  return (
    <section className={css.history} aria-labelledby="history">
      <h3 id="history">{texts.review.history}</h3>
      <ol>
        {data.items.map(({ at, outcome, reason, moderatorName, generation, deleteStorage }) => (
          <li key={at}>
            <VideoStatusBadge status={outcome} />
            <span>
              {texts.review.byAt(moderatorName)} <Ago iso={at} /> · {texts.review.generation(generation)}
              {deleteStorage && ` · ${texts.review.storageDeleted}`}
            </span>
            {reason !== undefined && <p>{reason}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}

export function Refusal({ thrown }: { thrown: unknown }) {
  return problemOf(thrown).code === 'verdict-outdated' ? (
    <Notice tone="warn" role="alert" title={texts.review.outdatedTitle}>
      <p>{texts.review.outdated}</p>
    </Notice>
  ) : (
    <ProblemNotice thrown={thrown} />
  );
}
