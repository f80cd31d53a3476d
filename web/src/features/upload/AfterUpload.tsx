import { useQuery } from '@tanstack/react-query';
import { Eye } from 'lucide-react';
import { api } from '../../shared/api/client';
import type { Video } from '../../shared/api/types';
import { PreviewButton } from '../../shared/player/PreviewButton';
import { ButtonLink } from '../../shared/ui/button';
import { Progress } from '../../shared/ui/notice';
import { VideoStatusBadge } from '../../shared/ui/status';
import { texts } from '../../shared/ui/texts';
import css from './upload.module.css';

const LOOKED_AGAIN_EVERY_MS = 3_000;
const isOnItsWay = (video: Video | undefined) =>
  video === undefined || video.status === 'UPLOADING' || video.status === 'UPLOADED' || video.status === 'PROCESSING';

/** What becomes of a file, also while it still arrives: how far its encoding is, and a look at what is ready already. */
export function AfterUpload({ videoId }: { videoId: string }) {
  const found = useQuery({
    queryKey: ['/videos', videoId],
    queryFn: ({ signal }) => api.get('/videos/{id}', { path: { id: videoId }, signal }),
    refetchInterval: ({ state }) => (isOnItsWay(state.data) ? LOOKED_AGAIN_EVERY_MS : false),
  });
  const video = found.data;
  const progress = video?.progress;
  if (video === undefined) {
    return null;
  }
  const early = video.statusReason ?? (progress && texts.library.encoded(progress.unitsDone, progress.unitsTotal));
  return (
    <div className={css.after}>
      {video.status === 'UPLOADING' ? (
        early && <p className={css.state}>{early}</p>
      ) : (
        <VideoStatusBadge status={video.status} />
      )}
      {video.status === 'PROCESSING' && progress && (
        <Progress
          label={texts.library.encodingProgress(video.title)}
          ratio={progress.unitsTotal === 0 ? 0 : progress.unitsDone / progress.unitsTotal}
          text={texts.library.units(progress.unitsDone, progress.unitsTotal)}
        />
      )}
      <PreviewButton video={video} />
      {video.playable && (
        <ButtonLink small href={`/watch/${videoId}`}>
          <Eye aria-hidden /> {texts.edit.watch}
        </ButtonLink>
      )}
      {video.status !== 'UPLOADING' && (
        <ButtonLink small href={`/videos/${videoId}/edit`}>
          {texts.upload.addTexts}
        </ButtonLink>
      )}
    </div>
  );
}
