import { useQuery } from '@tanstack/react-query';
import { Eye } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { api } from '../../shared/api/client';
import type { Video } from '../../shared/api/types';
import { Button, ButtonLink } from '../../shared/ui/button';
import { ModalDialog } from '../../shared/ui/dialog';
import { Progress, Skeleton } from '../../shared/ui/notice';
import { VideoStatusBadge } from '../../shared/ui/status';
import { texts } from '../../shared/ui/texts';
import css from './upload.module.css';

const Player = lazy(async () => ({ default: (await import('../../shared/player/Player')).Player }));

const LOOKED_AGAIN_EVERY_MS = 3_000;
const NO_TEXTS = { captions: [], chapters: [] };
const isOnItsWay = (video: Video | undefined) =>
  video === undefined || video.status === 'UPLOADED' || video.status === 'PROCESSING';

/** What becomes of a file that has arrived: how far its encoding is, and a look at what is ready already. */
export function AfterUpload({ videoId }: { videoId: string }) {
  const [isOpen, setOpen] = useState(false);
  const found = useQuery({
    queryKey: ['/videos', videoId],
    queryFn: ({ signal }) => api.get('/videos/{id}', { path: { id: videoId }, signal }),
    refetchInterval: ({ state }) => (isOnItsWay(state.data) ? LOOKED_AGAIN_EVERY_MS : false),
  });
  const video = found.data;
  const progress = video?.progress;
  const preview = useQuery({
    queryKey: ['preview', videoId],
    queryFn: ({ signal }) => api.get('/videos/{id}/preview', { path: { id: videoId }, signal }),
    enabled: video?.status === 'PROCESSING' && (progress?.unitsDone ?? 0) > 0,
    retry: false,
    // Nothing whole from the start on yet: some parts later there is.
    refetchInterval: ({ state }) => (state.data === undefined ? LOOKED_AGAIN_EVERY_MS : false),
    refetchOnWindowFocus: false,
  });
  if (video === undefined) {
    return null;
  }
  return (
    <div className={css.after}>
      <VideoStatusBadge status={video.status} />
      {video.status === 'PROCESSING' && progress && (
        <Progress
          label={texts.library.encodingProgress(video.title)}
          ratio={progress.unitsTotal === 0 ? 0 : progress.unitsDone / progress.unitsTotal}
          text={texts.library.units(progress.unitsDone, progress.unitsTotal)}
        />
      )}
      {video.status === 'PROCESSING' && preview.data !== undefined && (
        <Button
          small
          onPress={() => {
            setOpen(true);
          }}
        >
          <Eye aria-hidden /> {texts.upload.preview}
        </Button>
      )}
      {video.playable && (
        <ButtonLink small href={`/watch/${videoId}`}>
          <Eye aria-hidden /> {texts.edit.watch}
        </ButtonLink>
      )}
      <ButtonLink small href={`/videos/${videoId}/edit`}>
        {texts.upload.addTexts}
      </ButtonLink>
      {preview.data !== undefined && (
        <ModalDialog
          title={texts.library.preview(video.title)}
          isOpen={isOpen}
          onClose={() => {
            setOpen(false);
          }}
        >
          <p>{texts.upload.previewHint}</p>
          <Suspense fallback={<Skeleton height="12rem" />}>
            <Player title={video.title} playback={{ ...preview.data, ...NO_TEXTS }} />
          </Suspense>
        </ModalDialog>
      )}
    </div>
  );
}
