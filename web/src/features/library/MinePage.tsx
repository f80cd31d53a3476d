import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Clapperboard, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../shared/api/client';
import { usePages } from '../../shared/api/queries';
import type { Video } from '../../shared/api/types';
import { PreviewButton } from '../../shared/player/PreviewButton';
import { Ago } from '../../shared/ui/ago';
import { ButtonLink, IconButton, IconLink } from '../../shared/ui/button';
import { ConfirmDialog } from '../../shared/ui/dialog';
import { bytes, percentSoFar } from '../../shared/ui/format';
import { EmptyState, PageHeader, Progress, Skeleton } from '../../shared/ui/notice';
import { Paged } from '../../shared/ui/paged';
import { CategoryBadge, VideoStatusBadge } from '../../shared/ui/status';
import { texts } from '../../shared/ui/texts';
import { toast } from '../../shared/ui/toast';
import { classes } from '../../shared/ui/classes';
import ui from '../../shared/ui/ui.module.css';
import { Poster } from './Poster';
import css from './library.module.css';

const LOOKED_AGAIN_EVERY_MS = 2_500;
const isSettled = ({ status }: Video) => status === 'APPROVED' || status === 'REJECTED' || status === 'FAILED';

export function MinePage() {
  const videos = usePages(
    '/videos',
    { mine: true, sort: 'newest', limit: 50 },
    { refetchInterval: (items) => (items.every(isSettled) ? false : LOOKED_AGAIN_EVERY_MS) },
  );
  const [removed, setRemoved] = useState<Video>();

  return (
    <>
      <title>{`${texts.library.mineTitle} · ${texts.common.product}`}</title>
      <PageHeader
        title={texts.library.mineTitle}
        lead={texts.library.mineLead}
        actions={
          <ButtonLink look="primary" href="/upload">
            {texts.library.upload}
          </ButtonLink>
        }
      />
      <Paged
        of={videos}
        loading={<Skeleton height="7rem" count={4} />}
        empty={
          <EmptyState icon={Clapperboard} title={texts.library.mineEmptyTitle}>
            <p>{texts.library.mineEmpty}</p>
          </EmptyState>
        }
      >
        {(items) => (
          <ul className={css.rows}>
            {items.map((video) => (
              <li key={video.id}>
                <Row
                  video={video}
                  onRemove={() => {
                    setRemoved(video);
                  }}
                />
              </li>
            ))}
          </ul>
        )}
      </Paged>
      {removed !== undefined && (
        <RemoveDialog
          video={removed}
          onClose={() => {
            setRemoved(undefined);
          }}
        />
      )}
    </>
  );
}

function Row({ video, onRemove }: { video: Video; onRemove: () => void }) {
  const {
    id,
    title,
    status,
    statusReason,
    category,
    progress,
    playable,
    createdAt,
    sizeBytes,
    receivedBytes,
    generation,
    approvedGeneration,
  } = video;
  return (
    <article className={classes(ui.panel, css.row)}>
      <Poster video={video} />
      <div className={css.rowText}>
        <h2>{playable ? <Link to={`/watch/${id}`}>{title}</Link> : title}</h2>
        <div className={css.facts}>
          <VideoStatusBadge status={status} />
          <CategoryBadge category={category} />
          <span>
            <Ago iso={createdAt} />
            {sizeBytes ? ` · ${bytes(sizeBytes)}` : ''}
          </span>
        </div>
        <p>{texts.library.explanation[status]}</p>
        {approvedGeneration && approvedGeneration !== generation && <p>{texts.library.oldFileShown}</p>}
        {statusReason && <p className={status === 'UPLOADING' ? undefined : css.reason}>{statusReason}</p>}
        {status === 'PROCESSING' && progress && (
          <Progress
            label={texts.library.encodingProgress(title)}
            ratio={progress.unitsTotal === 0 ? 0 : progress.unitsDone / progress.unitsTotal}
            text={texts.library.units(progress.unitsDone, progress.unitsTotal)}
          />
        )}
        {receivedBytes !== undefined && sizeBytes !== undefined && (
          <>
            <p>
              {[
                texts.common.awaitsUpload(percentSoFar(receivedBytes, sizeBytes)),
                progress && texts.library.encoded(progress.unitsDone, progress.unitsTotal),
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
            <Progress label={texts.upload.progressOf(title)} ratio={receivedBytes / sizeBytes} />
          </>
        )}
      </div>
      <div className={css.rowActions}>
        <PreviewButton video={video} />
        {status === 'UPLOADING' && (
          <ButtonLink small href="/upload">
            {texts.library.resumeUpload}
          </ButtonLink>
        )}
        <IconLink label={texts.library.editOf(title)} href={`/videos/${id}/edit`}>
          <Pencil aria-hidden />
        </IconLink>
        <IconButton label={texts.library.removeOf(title)} onPress={onRemove}>
          <Trash2 aria-hidden />
        </IconButton>
      </div>
    </article>
  );
}

function RemoveDialog({ video, onClose }: { video: Video; onClose: () => void }) {
  const queries = useQueryClient();
  const removing = useMutation({
    mutationFn: () => api.delete('/videos/{id}', { path: { id: video.id } }),
    onSuccess: () => {
      toast(texts.library.removed(video.title));
      void queries.invalidateQueries({ queryKey: ['/videos'] });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      problem={removing.error}
      title={texts.library.removeTitle}
      confirm={texts.library.remove}
      isOpen
      isBusy={removing.isPending}
      onConfirm={() => {
        removing.mutate();
      }}
      onClose={onClose}
    >
      <p>{texts.library.removeText(video.title)}</p>
    </ConfirmDialog>
  );
}
