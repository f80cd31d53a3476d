import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check as CheckIcon, Inbox, Keyboard, X } from 'lucide-react';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { usePages } from '../../shared/api/queries';
import { CATEGORIES, type QueueItem } from '../../shared/api/types';
import { useMe } from '../../shared/api/useSession';
import { Ago, useNow } from '../../shared/ui/ago';
import { Button, IconButton } from '../../shared/ui/button';
import { classes } from '../../shared/ui/classes';
import { ModalDialog } from '../../shared/ui/dialog';
import { optionsOf, TextField } from '../../shared/ui/field';
import { FilterSelect, useFilters, useTypedFilter } from '../../shared/ui/filters';
import { clock } from '../../shared/ui/format';
import { EmptyState, Notice, PageHeader, ProblemNotice, Skeleton } from '../../shared/ui/notice';
import { CategoryBadge } from '../../shared/ui/status';
import { problemText, texts } from '../../shared/ui/texts';
import { toast } from '../../shared/ui/toast';
import ui from '../../shared/ui/ui.module.css';
import { Case, mayJudge } from './Case';
import { RejectionDialog } from './RejectionDialog';
import css from './review.module.css';
import { type ReviewCommand, reviewCommandOf } from './reviewKeys';
import { approve, eachOf, reject, type Rejection } from './verdicts';

const LOOKED_AGAIN_EVERY_MS = 5_000;
const LISTED_AT_ONCE = 200;
const HOUR_MS = 3_600_000;
/** The age is asked for in steps, so that the list is not another one at every tick. */
const AGE_STEP_MS = 600_000;

const categories = optionsOf(CATEGORIES, texts.category, texts.library.allCategories);
const STATUSES = ['READY', 'PROCESSING', 'UPLOADING', 'APPROVED', 'REJECTED'] as const;
const statuses = optionsOf(STATUSES, texts.review.status);
const AGES = ['', '1', '24', '72', '168'] as const;
const ages = optionsOf(AGES, texts.review.ages);

type Open = { kind: 'rejection'; items: QueueItem[] } | { kind: 'keys' };

function useQueue() {
  const { value, oneOf } = useFilters();
  const nowMs = useNow();
  const status = oneOf('status', STATUSES) ?? 'READY';
  const category = oneOf('category', CATEGORIES) ?? '';
  const age = oneOf('age', AGES) ?? '';
  const uploader = useDeferredValue(value('uploader').trim());
  const since = (Math.floor(nowMs / AGE_STEP_MS) + 1) * AGE_STEP_MS - Number(age) * HOUR_MS;
  const waitingSince = age === '' ? '' : new Date(since).toISOString();
  const queue = usePages(
    '/moderation/queue',
    { status, category, uploader, waitingSince, limit: LISTED_AT_ONCE },
    { refetchInterval: LOOKED_AGAIN_EVERY_MS },
  );
  const isFiltered = category !== '' || age !== '' || uploader !== '' || status !== 'READY';
  return { queue, status, category, age, isFiltered };
}

export function ReviewPage() {
  const queries = useQueryClient();
  const me = useMe();
  const { queue, isFiltered, ...filters } = useQueue();
  const [chosenId, setChosenId] = useState<string>();
  const [markedIds, setMarkedIds] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<Open>();
  const page = useRef<HTMLDivElement>(null);
  const { items } = queue;
  const chosen = items.find((item) => item.videoId === chosenId) ?? items[0];
  const index = chosen === undefined ? -1 : items.indexOf(chosen);
  const marked = items.filter((item) => markedIds.has(item.videoId));
  /** What a verdict is on: the marked ones, else the one that is looked at. */
  const judged = marked.length > 0 ? marked : chosen !== undefined && mayJudge(chosen, me) ? [chosen] : [];

  const decided = (decidedOn: QueueItem[]) => {
    setOpen(undefined);
    const gone = new Set(decidedOn.map(({ videoId }) => videoId));
    setMarkedIds(new Set());
    const staying = (item: QueueItem) => !gone.has(item.videoId);
    setChosenId((items.slice(index).find(staying) ?? items.slice(0, index).findLast(staying))?.videoId);
    void queries.invalidateQueries({ queryKey: ['/moderation/queue'] });
    void queries.invalidateQueries({ queryKey: ['/videos/{id}/verdicts'] });
    decidedOn.forEach((item) => {
      queries.removeQueries({ queryKey: ['preview', item.videoId] });
    });
  };
  /** One refused verdict is told beside its video, the refused ones of many in a sentence. */
  const judge = async (
    on: QueueItem[],
    verdict: (item: QueueItem) => Promise<unknown>,
    one: (title: string) => string,
    many: (count: number) => string,
  ) => {
    const [only] = on;
    if (on.length === 1 && only !== undefined) {
      await verdict(only);
      toast(one(only.title));
    } else {
      const { done, refused } = await eachOf(on, verdict);
      toast(many(done));
      if (refused !== undefined) {
        toast(texts.review.refusedOf(on.length - done, problemText(refused).advice));
      }
    }
    decided(on);
  };
  const approval = useMutation({
    mutationFn: (on: QueueItem[]) => judge(on, approve, texts.review.approved, texts.review.approvedMany),
    onError: () => void queue.refetch(),
  });
  const rejectAll = (on: QueueItem[], rejection: Rejection) =>
    judge(on, (item) => reject(item, rejection), texts.review.rejected, texts.review.rejectedMany);
  const choose = (item: QueueItem | undefined) => {
    if (item !== undefined) {
      approval.reset();
      setChosenId(item.videoId);
    }
  };
  const mark = (item: QueueItem) => {
    const next = new Set(markedIds);
    if (!next.delete(item.videoId)) {
      next.add(item.videoId);
    }
    setMarkedIds(next);
  };
  const markAll = () => {
    const judgeable = items.filter((item) => mayJudge(item, me));
    setMarkedIds(marked.length === judgeable.length ? new Set() : new Set(judgeable.map(({ videoId }) => videoId)));
  };
  const startApproval = () => {
    if (judged.length > 0 && !approval.isPending) {
      approval.mutate(judged);
    }
  };
  const startRejection = () => {
    // A verdict on its way is not overtaken by another one on the same video.
    if (judged.length > 0 && !approval.isPending) {
      setOpen({ kind: 'rejection', items: judged });
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
      case 'mark':
        if (chosen !== undefined && mayJudge(chosen, me)) {
          mark(chosen);
        }
        return;
      case 'markAll':
        markAll();
        return;
      case 'approve':
        startApproval();
        return;
      case 'reject':
        startRejection();
        return;
      case 'play':
        togglePlay(page.current?.querySelector('video'));
        return;
      case 'help':
        setOpen({ kind: 'keys' });
    }
  });
  const close = () => {
    setOpen(undefined);
  };

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
              setOpen({ kind: 'keys' });
            }}
          >
            <Keyboard aria-hidden />
          </IconButton>
        }
      />
      <QueueFilters {...filters} />
      {queue.isPending ? (
        <Skeleton height="5rem" count={4} />
      ) : queue.isError && items.length === 0 ? (
        <ProblemNotice thrown={queue.error} onRetry={() => void queue.refetch()} />
      ) : chosen === undefined ? (
        <EmptyState icon={Inbox} title={isFiltered ? texts.review.emptyFilteredTitle : texts.review.emptyTitle}>
          <p>{isFiltered ? texts.review.emptyFiltered : texts.review.empty}</p>
        </EmptyState>
      ) : (
        <div className={css.desk}>
          <div className={css.side}>
            <div className={css.marks}>
              <label>
                <input
                  type="checkbox"
                  checked={marked.length > 0 && marked.length === items.filter((item) => mayJudge(item, me)).length}
                  onChange={markAll}
                />
                {marked.length === 0
                  ? texts.review.waiting(items.length, queue.hasNextPage)
                  : texts.review.marked(marked.length)}
              </label>
              {marked.length > 0 && (
                <span className={css.markActions}>
                  {filters.status !== 'APPROVED' && (
                    <Button small look="primary" isDisabled={approval.isPending} onPress={startApproval}>
                      <CheckIcon aria-hidden />
                      {texts.review.approveMany(marked.length)}
                    </Button>
                  )}
                  {filters.status !== 'REJECTED' && (
                    <Button small isDisabled={approval.isPending} onPress={startRejection}>
                      <X aria-hidden />
                      {texts.review.rejectManyShort(marked.length)}
                    </Button>
                  )}
                </span>
              )}
            </div>
            <nav aria-label={texts.review.queue} className={css.queue}>
              <ul>
                {items.map((item) => (
                  <li key={item.videoId} className={css.entry}>
                    <input
                      type="checkbox"
                      aria-label={texts.review.mark(item.title)}
                      disabled={!mayJudge(item, me)}
                      checked={markedIds.has(item.videoId)}
                      onChange={() => {
                        mark(item);
                      }}
                    />
                    <QueueRow item={item} isChosen={item === chosen} onChoose={choose} />
                  </li>
                ))}
              </ul>
              {queue.hasNextPage && <Button onPress={() => void queue.fetchNextPage()}>{texts.common.more}</Button>}
            </nav>
          </div>
          <Case
            key={`${chosen.videoId}/${chosen.generation}/${chosen.manifestHash ?? ''}`}
            item={chosen}
            isBusy={approval.isPending}
            refused={approval.error}
            onApprove={() => {
              approval.mutate([chosen]);
            }}
            onReject={() => {
              setOpen({ kind: 'rejection', items: [chosen] });
            }}
          />
        </div>
      )}
      {open?.kind === 'rejection' && (
        <RejectionDialog items={open.items} reject={(rejection) => rejectAll(open.items, rejection)} onClose={close} />
      )}
      <ModalDialog
        title={texts.review.keysTitle}
        isOpen={open?.kind === 'keys'}
        onClose={close}
        footer={<Button onPress={close}>{texts.common.close}</Button>}
      >
        <Notice>
          <p>{texts.review.keysOnMarked}</p>
        </Notice>
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

function QueueFilters({ status, category, age }: Pick<ReturnType<typeof useQueue>, 'status' | 'category' | 'age'>) {
  const uploader = useTypedFilter('uploader');
  return (
    <div className={ui.filters} role="search">
      <FilterSelect name="status" label={texts.common.status} options={statuses} value={status} />
      <FilterSelect name="category" label={texts.common.category} options={categories} value={category} />
      <TextField label={texts.review.uploader} placeholder={texts.review.uploaderPlaceholder} {...uploader} />
      <FilterSelect name="age" label={texts.review.age} options={ages} value={age} />
    </div>
  );
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
