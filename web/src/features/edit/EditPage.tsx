import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Eye, FileVideo, VideoOff } from 'lucide-react';
import { useState } from 'react';
import { useParams } from 'react-router';
import { api } from '../../shared/api/client';
import { problemOf } from '../../shared/api/problem';
import type { Video } from '../../shared/api/types';
import { useMe } from '../../shared/api/useSession';
import { Button, ButtonLink } from '../../shared/ui/button';
import { TextArea, TextField } from '../../shared/ui/field';
import { EmptyState, Notice, PageHeader, ProblemNotice, ProblemPage, Skeleton } from '../../shared/ui/notice';
import { VideoStatusBadge } from '../../shared/ui/status';
import { texts } from '../../shared/ui/texts';
import { toast } from '../../shared/ui/toast';
import { CaptionsPanel } from './CaptionsPanel';
import { ChaptersPanel } from './ChaptersPanel';
import css from './edit.module.css';
import { Panel } from './Panel';

type Loaded = { video: Video; etag: string };

/** Everything that its owner may change of a video, each part saved by itself. */
export function EditPage() {
  const { id = '' } = useParams();
  return <EditVideo key={id} id={id} />;
}

function EditVideo({ id }: { id: string }) {
  const me = useMe();
  const loaded = useQuery({
    queryKey: ['/videos', id, 'edit'],
    queryFn: async ({ signal }): Promise<Loaded> => {
      const response = await api.getResponse('/videos/{id}', { path: { id }, signal });
      return { video: (await response.json()) as Video, etag: response.headers.get('ETag') ?? '*' };
    },
    // What is being typed is based on what was loaded first.
    staleTime: Infinity,
    gcTime: 0,
  });
  const title = `${texts.edit.title} · ${texts.common.product}`;

  if (loaded.isError && problemOf(loaded.error).code === 'video-not-found') {
    return <NotYours title={texts.watch.notFoundTitle} text={texts.watch.notFound} />;
  }
  if (loaded.isError) {
    return <ProblemPage title={texts.edit.title} thrown={loaded.error} onRetry={() => void loaded.refetch()} />;
  }
  if (loaded.data === undefined) {
    return <Skeleton height="9rem" count={4} />;
  }
  const { video, etag } = loaded.data;
  if (me.role !== 'ADMIN' && me.id !== video.uploader.id) {
    return <NotYours title={texts.edit.notYoursTitle} text={texts.edit.notYours} />;
  }
  return (
    <>
      <title>{title}</title>
      <PageHeader
        title={texts.edit.title}
        lead={video.title}
        actions={
          <>
            <VideoStatusBadge status={video.status} />
            {video.playable && (
              <ButtonLink href={`/watch/${id}`}>
                <Eye aria-hidden /> {texts.edit.watch}
              </ButtonLink>
            )}
          </>
        }
      />
      <div className={css.page}>
        {video.statusReason && (
          <Notice tone="bad" title={texts.status[video.status]}>
            <p>{video.statusReason}</p>
          </Notice>
        )}
        <Details video={video} etag={etag} />
        <CaptionsPanel videoId={id} />
        <ChaptersPanel videoId={id} />
        <Panel title={texts.edit.fileTitle} lead={texts.edit.fileLead}>
          <div>
            <ButtonLink href={`/upload?replace=${id}`}>
              <FileVideo aria-hidden /> {texts.edit.replaceFile}
            </ButtonLink>
          </div>
        </Panel>
      </div>
    </>
  );
}

function Details({ video, etag }: Loaded) {
  const queries = useQueryClient();
  const [title, setTitle] = useState(video.title);
  const [description, setDescription] = useState(video.description ?? '');
  const saving = useMutation({
    mutationFn: () =>
      api.patch('/videos/{id}', {
        path: { id: video.id },
        headers: { 'If-Match': etag },
        body: { title: title.trim(), description: description.trim() },
      }),
    onSuccess: () => {
      toast(texts.library.saved);
      void queries.invalidateQueries({ queryKey: ['/videos'] });
    },
  });
  const isChanged = title.trim() !== video.title || description.trim() !== (video.description ?? '');
  return (
    <Panel title={texts.edit.detailsTitle}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate();
        }}
      >
        {saving.isError && <ProblemNotice thrown={saving.error} />}
        <TextField
          label={texts.upload.titleField}
          value={title}
          maxLength={200}
          error={title.trim() === '' ? texts.upload.titleMissing : undefined}
          onChange={setTitle}
        />
        <TextArea
          label={texts.upload.descriptionField}
          value={description}
          maxLength={5000}
          onChange={setDescription}
        />
        <div>
          <Button type="submit" look="primary" isDisabled={!isChanged || saving.isPending || title.trim() === ''}>
            {texts.edit.saveDetails}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function NotYours({ title, text }: { title: string; text: string }) {
  return (
    <EmptyState
      isPage
      icon={VideoOff}
      title={title}
      actions={<ButtonLink href="/mine">{texts.edit.toMine}</ButtonLink>}
    >
      <p>{text}</p>
    </EmptyState>
  );
}
