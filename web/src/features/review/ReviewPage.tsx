import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Check as CheckIcon, Inbox, Keyboard, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../shared/api/client';
import { problemOf } from '../../shared/api/problem';
import { usePages } from '../../shared/api/queries';
import { CATEGORIES, type Category, type Playback, type QueueItem } from '../../shared/api/types';
import { useMe } from '../../shared/api/useSession';
import { Player } from '../../shared/player/Player';
import { Ago } from '../../shared/ui/ago';
import { Button, IconButton } from '../../shared/ui/button';
import { classes } from '../../shared/ui/classes';
import { ModalDialog } from '../../shared/ui/dialog';
import { Check, type Option, Select, TextArea } from '../../shared/ui/field';
import { clock } from '../../shared/ui/format';
import { EmptyState, Notice, PageHeader, ProblemNotice, Skeleton } from '../../shared/ui/notice';
import { Badge, CategoryBadge } from '../../shared/ui/status';
import { texts } from '../../shared/ui/texts';
import { toast } from '../../shared/ui/toast';
import ui from '../../shared/ui/ui.module.css';
import css from './review.module.css';
import { type ReviewCommand, reviewCommandOf } from './reviewKeys';

const LOOKED_AGAIN_EVERY_MS = 5_000;

const categories: Option<Category | ''>[] = [
  { value: '', text: texts.library.allCategories },
  ...CATEGORIES.map((category) => ({ value: category, text: texts.category[category] })),
];

type Open = 'rejection' | 'keys' | undefined;

export function ReviewPage() {
  const queries = useQueryClient();
  const [category, setCategory] = useState<Category | ''>('');
  const queue = usePages<QueueItem>(
    '/moderation/queue',
    { category, status: 'READY', limit: 50 },
    { refetchInterval: LOOKED_AGAIN_EVERY_MS },
  );
  const [chosenId, setChosenId] = useState<string>();
  const [open, setOpen] = useState<Open>();
  const page = useRef<HTMLDivElement>(null);
  const { items } = queue;
  const chosen = items.find((item) => item.videoId === chosenId) ?? items[0];
  const index = chosen === undefined ? -1 : items.indexOf(chosen);

  const decided = (item: QueueItem, text: string) => {
    toast(text);
    setOpen(undefined);
    setChosenId((items[index + 1] ?? items[index - 1])?.videoId);
    void queries.invalidateQueries({ queryKey: ['/moderation/queue'] });
    void queries.removeQueries({ queryKey: ['preview', item.videoId] });
  };
  const approval = useMutation({
    mutationFn: (item: QueueItem) => api(`/videos/${item.videoId}/approval`, { method: 'POST', body: hashOf(item) }),
    onSuccess: (_, item) => {
      decided(item, texts.review.approved(item.title));
    },
    onError: () => void queue.refetch(),
  });
  const choose = (item: QueueItem | undefined) => {
    if (item !== undefined) {
      approval.reset();
      setChosenId(item.videoId);
    }
  };

  useReviewKeys(open === undefined, (command) => {
    switch (command) {
      case 'next':
        choose(items[index + 1]);
        return;
      case 'previous':
        choose(items[index - 1]);
        return;
      case 'approve':
        if (chosen !== undefined && !approval.isPending) {
          approval.mutate(chosen);
        }
        return;
      case 'reject':
        // A verdict on its way is not overtaken by another one on the same video.
        if (chosen !== undefined && !approval.isPending) {
          setOpen('rejection');
        }
        return;
      case 'play':
        togglePlay(page.current?.querySelector('video'));
        return;
      case 'help':
        setOpen('keys');
    }
  });

  return (
    <div ref={page}>
      <title>{`${texts.review.title} · ${texts.common.product}`}</title>
      <PageHeader
        title={texts.review.title}
        lead={texts.review.lead}
        actions={
          <IconButton
            label={texts.review.keysTitle}
            look="secondary"
            onPress={() => {
              setOpen('keys');
            }}
          >
            <Keyboard aria-hidden />
          </IconButton>
        }
      />
      <div className={ui.filters}>
        <Select label={texts.common.category} options={categories} value={category} onChange={setCategory} />
      </div>
      {queue.isPending ? (
        <Skeleton height="5rem" count={4} />
      ) : queue.isError && items.length === 0 ? (
        <ProblemNotice thrown={queue.error} onRetry={() => void queue.refetch()} />
      ) : chosen === undefined ? (
        <EmptyState icon={Inbox} title={texts.review.emptyTitle}>
          <p>{texts.review.empty}</p>
        </EmptyState>
      ) : (
        <div className={css.desk}>
          <nav aria-label={texts.review.queue} className={css.queue}>
            <ul>
              {items.map((item) => (
                <li key={item.videoId}>
                  <QueueRow item={item} isChosen={item === chosen} onChoose={choose} />
                </li>
              ))}
            </ul>
            {queue.hasNextPage && <Button onPress={() => void queue.fetchNextPage()}>{texts.common.more}</Button>}
          </nav>
          <Case
            key={`${chosen.videoId}/${chosen.generation}/${chosen.manifestHash ?? ''}`}
            item={chosen}
            isBusy={approval.isPending}
            refused={approval.error}
            onApprove={() => {
              approval.mutate(chosen);
            }}
            onReject={() => {
              setOpen('rejection');
            }}
          />
        </div>
      )}
      {open === 'rejection' && chosen !== undefined && (
        <RejectionDialog
          item={chosen}
          onRejected={() => {
            decided(chosen, texts.review.rejected(chosen.title));
          }}
          onClose={() => {
            setOpen(undefined);
          }}
        />
      )}
      <ModalDialog
        title={texts.review.keysTitle}
        isOpen={open === 'keys'}
        onClose={() => {
          setOpen(undefined);
        }}
        footer={
          <Button
            onPress={() => {
              setOpen(undefined);
            }}
          >
            {texts.common.close}
          </Button>
        }
      >
        <dl className={css.keys}>
          {texts.review.keyRows.map(([keys, what]) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </ModalDialog>
    </div>
  );
}

/** The verdict is bound to what was looked at: another manifest by then is refused. */
function hashOf({ manifestHash }: QueueItem): { manifestHash?: string } {
  return manifestHash ? { manifestHash } : {};
}

function togglePlay(video: HTMLVideoElement | null | undefined): void {
  if (video?.paused) {
    void video.play();
  } else {
    video?.pause();
  }
}

function useReviewKeys(active: boolean, run: (command: ReviewCommand) => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (!active) {
      return;
    }
    const onKey = (event: KeyboardEvent) => {
      const command = reviewCommandOf(event);
      if (command !== undefined && !event.defaultPrevented) {
        event.preventDefault();
        latest.current(command);
      }
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
    };
  }, [active]);
}

function QueueRow({
  item,
  isChosen,
  onChoose,
}: {
  item: QueueItem;
  isChosen: boolean;
  onChoose: (item: QueueItem) => void;
}) {
  const { title, category, uploader, durationSeconds, readyAt, createdAt } = item;
  const row = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isChosen) {
      row.current?.scrollIntoView({ block: 'nearest' });
    }
  }, [isChosen]);
  return (
    <button
      ref={row}
      type="button"
      className={classes(css.row, isChosen && css.chosen)}
      aria-current={isChosen ? 'true' : undefined}
      onClick={() => {
        onChoose(item);
      }}
    >
      <strong>{title}</strong>
      <span className={css.facts}>
        <CategoryBadge category={category} />
        {durationSeconds ? <span>{clock(durationSeconds)}</span> : null}
      </span>
      <span className={css.facts}>
        {uploader.displayName} · <Ago iso={readyAt ?? createdAt} />
      </span>
    </button>
  );
}

function Case({
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
    queryFn: ({ signal }) => api<Playback>(`/videos/${videoId}/playback`, { signal }),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const isOwn = uploader.id === me.id && me.role !== 'ADMIN';
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
          <CategoryBadge category={category} />
          {generation > 1 && <Badge>{texts.review.generation(generation)}</Badge>}
          <span>{texts.watch.uploadedBy(uploader.displayName)}</span>
        </p>
        <p className={css.description}>
          {description === '' ? texts.review.noDescription : (description ?? texts.review.noDescription)}
        </p>
      </div>
      {refused !== null && <Refusal thrown={refused} />}
      {isOwn ? (
        <Notice>
          <p>{texts.review.ownUpload}</p>
        </Notice>
      ) : (
        <div className={css.verdict}>
          <Button look="primary" isDisabled={isBusy} onPress={onApprove}>
            <CheckIcon aria-hidden />
            {texts.review.approve}
          </Button>
          <Button isDisabled={isBusy} onPress={onReject}>
            <X aria-hidden />
            {texts.review.reject}
          </Button>
          <span className={classes(ui.hint, 'for-keyboards')}>{texts.review.keys}</span>
        </div>
      )}
    </section>
  );
}

function Refusal({ thrown }: { thrown: unknown }) {
  return problemOf(thrown).code === 'verdict-outdated' ? (
    <Notice tone="warn" role="alert" title={texts.review.outdatedTitle}>
      <p>{texts.review.outdated}</p>
    </Notice>
  ) : (
    <ProblemNotice thrown={thrown} />
  );
}

const templates: Option<string>[] = [
  { value: '', text: texts.review.templateNone },
  ...texts.review.templates.map((text) => ({ value: text, text })),
];

function RejectionDialog({
  item,
  onRejected,
  onClose,
}: {
  item: QueueItem;
  onRejected: () => void;
  onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const [deleteStorage, setDeleteStorage] = useState(false);
  const [asked, setAsked] = useState(false);
  const rejection = useMutation({
    mutationFn: () =>
      api(`/videos/${item.videoId}/rejection`, {
        method: 'POST',
        body: { reason: reason.trim(), deleteStorage, ...hashOf(item) },
      }),
    onSuccess: onRejected,
  });
  const missing = reason.trim() === '';
  return (
    <ModalDialog
      title={texts.review.rejectTitle}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{texts.common.cancel}</Button>
          <Button
            look="danger"
            isDisabled={rejection.isPending}
            onPress={() => {
              setAsked(true);
              if (!missing) {
                rejection.mutate();
              }
            }}
          >
            {texts.review.rejectSubmit}
          </Button>
        </>
      }
    >
      <p>
        <strong>{item.title}</strong>
      </p>
      {rejection.isError && <Refusal thrown={rejection.error} />}
      <Select
        label={texts.review.template}
        options={templates}
        value={templates.some(({ value }) => value === reason) ? reason : ''}
        onChange={setReason}
      />
      <TextArea
        label={texts.review.reason}
        value={reason}
        maxLength={2000}
        error={asked && missing ? texts.review.reasonMissing : undefined}
        onChange={(event) => {
          setReason(event.target.value);
        }}
      />
      <Check
        label={texts.review.deleteStorage}
        hint={texts.review.deleteStorageHint}
        checked={deleteStorage}
        onChange={setDeleteStorage}
      />
    </ModalDialog>
  );
}
