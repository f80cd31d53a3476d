import { useMutation, useQuery } from '@tanstack/react-query';
import { CircleCheck, FileVideo, Pause, Play, Trash2, Upload as UploadIcon, X } from 'lucide-react';
import { type DragEvent, useRef, useState, useSyncExternalStore } from 'react';
import { useSearchParams } from 'react-router';
import { api } from '../../shared/api/client';
import { CATEGORIES, type UploadInfo, type Video } from '../../shared/api/types';
import { useMe } from '../../shared/api/useSession';
import { Button, ButtonLink, IconButton } from '../../shared/ui/button';
import { classes } from '../../shared/ui/classes';
import { optionsOf, Select, TextArea, TextField } from '../../shared/ui/field';
import { amountOfTime, bytes } from '../../shared/ui/format';
import { Notice, PageHeader, ProblemNotice, Progress } from '../../shared/ui/notice';
import { texts } from '../../shared/ui/texts';
import ui from '../../shared/ui/ui.module.css';
import { AfterUpload } from './AfterUpload';
import { secondsLeft } from './speed';
import css from './upload.module.css';
import { isBusy, type Replaced, sentBytesOf, type UploadItem, uploads } from './uploads';

const UNFINISHED_MAX = 20;
const ACCEPTED = 'video/*,.mkv,.mov,.avi,.mxf,.ts,.m2ts,.webm,.mp4,.m4v';

type Unfinished = { video: Video; upload: UploadInfo };

export function UploadPage() {
  const items = useSyncExternalStore(uploads.subscribe, uploads.current);
  const me = useMe();
  const replaced = useReplaced();
  const unfinished = useUnfinished();
  const refetch = () => void unfinished.refetch();
  const drafts = items.filter(({ state }) => state.kind === 'draft');
  const open = (unfinished.data ?? []).filter(
    ({ video }) => !items.some((item) => item.videoId === video.id || item.unfinished?.videoId === video.id),
  );

  return (
    <>
      <title>{`${texts.upload.title} · ${texts.common.product}`}</title>
      <PageHeader
        title={texts.upload.title}
        lead={texts.upload.lead}
        actions={<ButtonLink href="/mine">{texts.upload.seeMine}</ButtonLink>}
      />
      <div className={css.page}>
        <Notice title={replaced === undefined ? undefined : texts.upload.replaces(replaced.title)}>
          <p>
            {replaced === undefined ? texts.upload.reviewed(texts.category[me.category]) : texts.upload.replacedHow}
          </p>
        </Notice>
        <Drop
          isForOne={replaced !== undefined}
          onFiles={(files) => {
            uploads.add(
              files,
              open.map(({ upload }) => upload),
              replaced,
            );
          }}
        />
        {unfinished.isError && <ProblemNotice thrown={unfinished.error} onRetry={refetch} />}
        {open.length > 0 && <UnfinishedUploads open={open} onChanged={refetch} />}
        {items.length > 0 && (
          <section className={css.section} aria-label={texts.upload.chosen}>
            <Total items={items} />
            <ul className={ui.rows}>
              {items.map((item) => (
                <li key={item.id}>
                  <Row item={item} onDiscarded={refetch} />
                </li>
              ))}
            </ul>
            {drafts.length > 0 && (
              <div className={css.start}>
                <Button
                  look="primary"
                  isDisabled={drafts.some(({ title, file }) => title.trim() === '' || file.size === 0)}
                  onPress={() => {
                    uploads.startDrafts();
                  }}
                >
                  {texts.upload.startAll(drafts.length)}
                </Button>
              </div>
            )}
          </section>
        )}
      </div>
    </>
  );
}

/** What this account began and did not finish, in whatever browser: the server knows how far each came. */
function useUnfinished() {
  return useQuery({
    queryKey: ['unfinished uploads'],
    queryFn: async ({ signal }): Promise<Unfinished[]> => {
      const query = { mine: true, status: 'UPLOADING', limit: UNFINISHED_MAX } as const;
      const { items } = await api.get('/videos', { query, signal });
      const looked = await Promise.all(
        items.map(async (video) => {
          try {
            return { video, upload: await api.get('/uploads/{id}', { path: { id: video.id }, signal }) };
          } catch {
            // Given up, or complete since then: nothing to continue.
            return undefined;
          }
        }),
      );
      return looked.filter((one) => one !== undefined).filter(({ upload }) => upload.state === 'RECEIVING');
    },
  });
}

/** The video of `?replace=`, whose file the next one takes the place of. */
function useReplaced(): Replaced | undefined {
  const [search] = useSearchParams();
  const id = search.get('replace') ?? '';
  const found = useQuery({
    queryKey: ['/videos', id],
    queryFn: ({ signal }) => api.get('/videos/{id}', { path: { id }, signal }),
    enabled: id !== '',
  });
  return id === '' || found.data === undefined ? undefined : { id, title: found.data.title };
}

function Drop({ isForOne, onFiles }: { isForOne: boolean; onFiles: (files: Iterable<File>) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drag = (event: DragEvent, isOver: boolean) => {
    event.preventDefault();
    setOver(isOver);
  };
  return (
    <div
      className={classes(css.drop, over && css.over)}
      onDragOver={(event) => {
        drag(event, true);
      }}
      onDragLeave={(event) => {
        drag(event, false);
      }}
      onDrop={(event) => {
        drag(event, false);
        onFiles(event.dataTransfer.files);
      }}
    >
      <UploadIcon aria-hidden />
      <h2>{isForOne ? texts.upload.dropOneTitle : texts.upload.dropTitle}</h2>
      <p>{isForOne ? texts.upload.dropOneHint : texts.upload.dropHint}</p>
      <Button look="primary" onPress={() => input.current?.click()}>
        {isForOne ? texts.upload.chooseOne : texts.upload.choose}
      </Button>
      <input
        ref={input}
        type="file"
        multiple={!isForOne}
        hidden
        accept={ACCEPTED}
        data-testid="upload-files"
        onChange={(event) => {
          onFiles(event.target.files ?? []);
          event.target.value = '';
        }}
      />
    </div>
  );
}

function Total({ items }: { items: readonly UploadItem[] }) {
  const running = items.filter(({ state }) => state.kind !== 'draft');
  if (running.length < 2) {
    return null;
  }
  const all = running.reduce((sum, { file }) => sum + file.size, 0);
  const sent = running.reduce((sum, item) => sum + sentBytesOf(item), 0);
  return (
    <div className={css.total}>
      <span>{texts.upload.total(bytes(sent), bytes(all))}</span>
      <Progress label={texts.upload.totalProgress} ratio={all === 0 ? 0 : sent / all} />
    </div>
  );
}

function Row({ item, onDiscarded }: { item: UploadItem; onDiscarded: () => void }) {
  const { id, file, state, unfinished, title, videoId } = item;
  const isDraft = state.kind === 'draft';
  return (
    <article className={classes(ui.panel, css.row)} aria-label={file.name}>
      <div className={css.rowHead}>
        {state.kind === 'done' ? <CircleCheck aria-hidden className={css.good} /> : <FileVideo aria-hidden />}
        <div className={css.name}>
          <strong>{file.name}</strong>
          <span>{bytes(file.size)}</span>
        </div>
        <RowButtons item={item} onDiscarded={onDiscarded} />
      </div>
      {unfinished === undefined && item.replaces === undefined && state.kind !== 'failed' && <AboutForm item={item} />}
      {isDraft && item.replaces !== undefined && (
        <p className={css.state}>{texts.upload.replaces(item.replaces.title)}</p>
      )}
      {isDraft && unfinished !== undefined && (
        <p className={css.state}>{texts.upload.goesOn(bytes(unfinished.receivedBytes))}</p>
      )}
      {!isDraft && state.kind !== 'done' && (
        <Progress
          label={texts.upload.progressOf(file.name)}
          ratio={file.size === 0 ? 0 : sentBytesOf(item) / file.size}
          text={texts.upload.sending(bytes(sentBytesOf(item)), bytes(file.size))}
        />
      )}
      {!isDraft && state.kind !== 'failed' && <p className={css.state}>{stateText(item)}</p>}
      {state.kind === 'failed' && (
        <ProblemNotice
          thrown={state.problem}
          onRetry={() => {
            uploads.resume(id);
          }}
        />
      )}
      {videoId !== undefined && !isDraft && state.kind !== 'failed' && <AfterUpload videoId={videoId} />}
      <span className="visually-hidden" role="status">
        {state.kind === 'done' || state.kind === 'offline' ? `${title}: ${stateText(item)}` : ''}
      </span>
    </article>
  );
}

function RowButtons({ item: { id, file, state }, onDiscarded }: { item: UploadItem; onDiscarded: () => void }) {
  const onServer = isBusy(state) || state.kind === 'paused' || state.kind === 'failed';
  return (
    <div className={css.buttons}>
      {isBusy(state) && (
        <IconButton
          label={texts.upload.pauseOf(file.name)}
          onPress={() => {
            uploads.pause(id);
          }}
        >
          <Pause aria-hidden />
        </IconButton>
      )}
      {state.kind === 'paused' && (
        <IconButton
          label={texts.upload.resumeOf(file.name)}
          onPress={() => {
            uploads.resume(id);
          }}
        >
          <Play aria-hidden />
        </IconButton>
      )}
      {onServer ? (
        <IconButton
          label={texts.upload.stopOf(file.name)}
          onPress={() =>
            void uploads
              .discard(id)
              .catch(() => undefined)
              .then(onDiscarded)
          }
        >
          <Trash2 aria-hidden />
        </IconButton>
      ) : (
        <IconButton
          label={texts.upload.removeOf(file.name)}
          onPress={() => {
            uploads.remove(id);
          }}
        >
          <X aria-hidden />
        </IconButton>
      )}
    </div>
  );
}

function stateText({ state, file }: UploadItem): string {
  switch (state.kind) {
    case 'draft':
      return '';
    case 'waiting':
      return texts.upload.waiting;
    case 'preparing':
      return texts.upload.preparing;
    case 'sending': {
      if (state.sentBytes >= file.size) {
        return texts.upload.completing;
      }
      const left = secondsLeft(file.size - state.sentBytes, state.bytesPerSecond);
      return [
        texts.upload.sending(bytes(state.sentBytes), bytes(file.size)),
        state.bytesPerSecond !== undefined && texts.upload.speed(bytes(state.bytesPerSecond)),
        left !== undefined && texts.upload.left(amountOfTime(Math.max(1, Math.round(left)) * 1000)),
      ]
        .filter(Boolean)
        .join(' · ');
    }
    case 'paused':
      return `${texts.upload.paused} · ${texts.upload.sending(bytes(state.sentBytes), bytes(file.size))}`;
    case 'offline':
      return texts.upload.offline;
    case 'done':
      return texts.upload.finished;
    case 'failed':
      return texts.upload.failed;
  }
}

const categories = optionsOf(CATEGORIES, texts.category, texts.upload.ownCategory);

/** What is written of the video, before its bytes go and while they do. */
function AboutForm({ item: { id, file, title, description, category, state, saved } }: { item: UploadItem }) {
  const me = useMe();
  const isDraft = state.kind === 'draft';
  const saving = useMutation({ mutationFn: () => uploads.save(id) });
  const isChanged = saved !== undefined && (saved.title !== title || saved.description !== description);
  const looksLikeVideo = file.type === '' || file.type.startsWith('video/');
  return (
    <div className={css.form}>
      {file.size === 0 ? (
        <Notice tone="bad">
          <p>{texts.upload.emptyFile}</p>
        </Notice>
      ) : (
        !looksLikeVideo && (
          <Notice tone="warn">
            <p>{texts.upload.notAVideo}</p>
          </Notice>
        )
      )}
      <TextField
        label={texts.upload.titleField}
        value={title}
        maxLength={200}
        error={title.trim() === '' ? texts.upload.titleMissing : undefined}
        onChange={(text) => {
          uploads.edit(id, { title: text });
        }}
      />
      <TextArea
        label={texts.upload.descriptionField}
        value={description}
        maxLength={5000}
        onChange={(text) => {
          uploads.edit(id, { description: text });
        }}
      />
      {saving.isError && <ProblemNotice thrown={saving.error} />}
      {!isDraft && saved !== undefined && (
        <div>
          <Button
            small
            isDisabled={!isChanged || saving.isPending || title.trim() === ''}
            onPress={() => {
              saving.mutate();
            }}
          >
            {isChanged ? texts.common.save : texts.upload.saved}
          </Button>
        </div>
      )}
      {isDraft && me.role === 'ADMIN' && (
        <Select
          label={texts.common.category}
          options={categories}
          value={category}
          onChange={(next) => {
            uploads.edit(id, { category: next });
          }}
        />
      )}
    </div>
  );
}

function UnfinishedUploads({ open, onChanged }: { open: Unfinished[]; onChanged: () => void }) {
  const discard = (videoId: string) =>
    void api
      .delete('/uploads/{id}', { path: { id: videoId } })
      .catch(() => undefined)
      .then(onChanged);
  return (
    <section className={css.section} aria-labelledby="unfinished">
      <div>
        <h2 id="unfinished">{texts.upload.unfinishedTitle}</h2>
        <p className={ui.hint}>{texts.upload.unfinishedLead}</p>
      </div>
      <ul className={ui.rows}>
        {open.map(({ video, upload }) => (
          <li key={video.id} className={classes(ui.panel, css.row)}>
            <div className={css.rowHead}>
              <FileVideo aria-hidden />
              <div className={css.name}>
                <strong>{video.title}</strong>
                <span>
                  {upload.filename} · {texts.upload.unfinished(bytes(upload.receivedBytes), bytes(upload.sizeBytes))}
                </span>
              </div>
              <IconButton
                label={texts.upload.unfinishedDiscardOf(video.title)}
                onPress={() => {
                  discard(video.id);
                }}
              >
                <Trash2 aria-hidden />
              </IconButton>
            </div>
            <Progress
              label={texts.upload.progressOf(upload.filename)}
              ratio={upload.sizeBytes === 0 ? 0 : upload.receivedBytes / upload.sizeBytes}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
