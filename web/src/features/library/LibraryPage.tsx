import { useQuery } from '@tanstack/react-query';
import { Library as LibraryIcon, SearchX } from 'lucide-react';
import { memo, useDeferredValue } from 'react';
import { Link, useLocation } from 'react-router';
import { api } from '../../shared/api/client';
import { usePages } from '../../shared/api/queries';
import { CATEGORIES, type Video, VIDEO_STATUSES } from '../../shared/api/types';
import { useMe } from '../../shared/api/useSession';
import { Ago } from '../../shared/ui/ago';
import { Button, ButtonLink } from '../../shared/ui/button';
import { type Option, optionsOf, SearchField } from '../../shared/ui/field';
import { FilterSelect, useFilters, useTypedFilter } from '../../shared/ui/filters';
import { clock, clockInWords } from '../../shared/ui/format';
import { EmptyState, PageHeader, Progress } from '../../shared/ui/notice';
import { CategoryBadge, VideoStatusBadge } from '../../shared/ui/status';
import { Paged } from '../../shared/ui/paged';
import { texts } from '../../shared/ui/texts';
import ui from '../../shared/ui/ui.module.css';
import { Poster } from './Poster';
import css from './library.module.css';

/** While something is being prepared, the page looks again this often. */
const LOOKED_AGAIN_EVERY_MS = 3_000;
/** What does not fit here is found in the list below. */
const BEGUN_SHOWN_MAX = 4;
/** Cards in the first row of a wide screen. */
const FIRST_ROW = 4;
const inPreparation = (video: Video) => video.status === 'UPLOADED' || video.status === 'PROCESSING';

const sorts: Option<'newest' | 'title'>[] = [
  { value: 'newest', text: texts.library.sortNewest },
  { value: 'title', text: texts.library.sortTitle },
];
const categories = optionsOf(CATEGORIES, texts.category, texts.library.allCategories);
const statuses = optionsOf(VIDEO_STATUSES, texts.status, texts.library.allStatuses);

export function LibraryPage() {
  const me = useMe();
  const isAdmin = me.role === 'ADMIN';
  const { toSearch = false } = (useLocation().state ?? {}) as { toSearch?: boolean };
  const { value, oneOf, clear } = useFilters();
  const words = useTypedFilter('q');
  const q = useDeferredValue(value('q'));
  const category = oneOf('category', CATEGORIES) ?? '';
  const status = oneOf('status', VIDEO_STATUSES) ?? '';
  const sort = value('sort') === 'title' ? 'title' : 'newest';
  const filtered = q !== '' || category !== '' || status !== '';
  const videos = usePages(
    '/videos',
    { q, category, status, sort, limit: 48 },
    { refetchInterval: (items) => (items.some(inPreparation) || items.length === 0 ? LOOKED_AGAIN_EVERY_MS : false) },
  );
  const begun = useQuery({
    queryKey: ['/videos', 'begun'],
    queryFn: ({ signal }) => api.get('/videos/begun', { query: { limit: BEGUN_SHOWN_MAX }, signal }),
    enabled: !filtered,
  });
  const started = filtered ? [] : (begun.data?.items ?? []);

  return (
    <>
      <title>{`${texts.library.title} · ${texts.common.product}`}</title>
      <PageHeader title={texts.library.title} lead={isAdmin ? undefined : texts.library.lead} />
      <div className={ui.filters} role="search">
        <SearchField
          label={texts.common.search}
          placeholder={texts.library.searchPlaceholder}
          isFirst={toSearch}
          {...words}
        />
        {isAdmin && (
          <>
            <FilterSelect name="category" label={texts.common.category} options={categories} value={category} />
            <FilterSelect name="status" label={texts.common.status} options={statuses} value={status} />
          </>
        )}
        <FilterSelect name="sort" label={texts.library.sort} options={sorts} value={sort} />
      </div>
      <Building videos={videos.items} />
      <Paged of={videos} loading={<CardsLoading />} empty={<Nothing filtered={filtered} onClear={clear} />}>
        {(items) => (
          <>
            {started.length > 0 && (
              <section className={css.section} aria-labelledby="continue">
                <h2 id="continue">{texts.library.continueWatching}</h2>
                <Cards videos={started} areFirst />
              </section>
            )}
            <section className={css.section} aria-labelledby="videos">
              <h2 id="videos" className={started.length === 0 ? 'visually-hidden' : undefined}>
                {texts.library.results}
              </h2>
              <Cards videos={items} areFirst={started.length === 0} />
            </section>
          </>
        )}
      </Paged>
    </>
  );
}

function Cards({ videos, areFirst = false }: { videos: Video[]; areFirst?: boolean }) {
  return (
    <ul className={css.grid}>
      {videos.map((video, index) => (
        <li key={video.id}>
          <Card video={video} isFirst={areFirst && index < FIRST_ROW} />
        </li>
      ))}
    </ul>
  );
}

/** Drawn anew only when its video changes: a page more costs what came with it, however many are there. */
const Card = memo(function Card({ video, isFirst }: { video: Video; isFirst: boolean }) {
  const { id, title, status, category, durationSeconds, resumeAtSeconds, playable, uploader, createdAt } = video;
  return (
    <article className={css.card}>
      <Poster video={video} isFirst={isFirst} />
      <h3 className={css.title}>{playable ? <Link to={`/watch/${id}`}>{title}</Link> : <span>{title}</span>}</h3>
      {durationSeconds ? (
        <span className="visually-hidden">{texts.library.length(clockInWords(durationSeconds))}</span>
      ) : null}
      {resumeAtSeconds ? (
        <span className="visually-hidden">{texts.library.watchedUntil(clock(resumeAtSeconds))}</span>
      ) : null}
      <div className={css.facts}>
        <CategoryBadge category={category} />
        {status !== 'APPROVED' && <VideoStatusBadge status={status} />}
        <span>
          {uploader.displayName} · <Ago iso={createdAt} />
        </span>
      </div>
    </article>
  );
});

/** What is on its way, so that an empty library explains itself. */
function Building({ videos }: { videos: Video[] }) {
  const coming = videos.filter(inPreparation);
  if (coming.length === 0) {
    return null;
  }
  const [done, total] = coming.reduce(
    ([doneSum, totalSum], { progress }) => [
      doneSum + (progress?.unitsDone ?? 0),
      totalSum + (progress?.unitsTotal ?? 0),
    ],
    [0, 0],
  );
  return (
    <div className={css.building}>
      <span>{texts.library.building(coming.length)}</span>
      <Progress
        label={texts.library.buildingProgress}
        ratio={total === 0 ? 0 : done / total}
        text={texts.library.units(done, total)}
      />
    </div>
  );
}

function Nothing({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  return filtered ? (
    <EmptyState
      icon={SearchX}
      title={texts.library.emptySearchTitle}
      actions={<Button onPress={onClear}>{texts.library.clearSearch}</Button>}
    >
      <p>{texts.library.emptySearch}</p>
    </EmptyState>
  ) : (
    <EmptyState
      icon={LibraryIcon}
      title={texts.library.emptyTitle}
      actions={
        <ButtonLink look="primary" href="/upload">
          {texts.library.upload}
        </ButtonLink>
      }
    >
      <p>{texts.library.empty}</p>
    </EmptyState>
  );
}

function CardsLoading() {
  return (
    <div className={css.grid} role="status" aria-label={texts.common.loading}>
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className={css.card}>
          <div className={ui.skeleton} style={{ aspectRatio: '16 / 9' }} />
          <div className={ui.skeleton} style={{ height: '1.2rem', width: '80%' }} />
          <div className={ui.skeleton} style={{ height: '1rem', width: '50%' }} />
        </div>
      ))}
    </div>
  );
}
