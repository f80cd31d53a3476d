import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, ListChecks, Pencil, Play, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { api } from '../../shared/api/client';
import { problemOf } from '../../shared/api/problem';
import { below } from '../../shared/api/queries';
import type { Task } from '../../shared/api/types';
import { mayAct, useMe } from '../../shared/api/useSession';
import { BackLink } from '../../shared/ui/back';
import { ButtonLink, IconButton } from '../../shared/ui/button';
import { classes } from '../../shared/ui/classes';
import { ConfirmDialog } from '../../shared/ui/dialog';
import { clock, percent } from '../../shared/ui/format';
import { EmptyState, PageHeader, ProblemNotice, ProblemPage, Progress, Skeleton } from '../../shared/ui/notice';
import { Badge, CategoryBadge } from '../../shared/ui/status';
import { texts } from '../../shared/ui/texts';
import { toast } from '../../shared/ui/toast';
import ui from '../../shared/ui/ui.module.css';
import { EditTaskDialog } from './TaskDialog';
import { TaskFacts } from './TasksPage';
import css from './tasks.module.css';

export function TaskPage() {
  const { id = '' } = useParams();
  const isEditor = mayAct(useMe().role, 'EDITOR');
  const [open, setOpen] = useState<'edit' | 'remove'>();
  const task = useQuery({
    queryKey: ['/tasks/{id}', id],
    queryFn: ({ signal }) => api.get('/tasks/{id}', { path: { id }, signal }),
  });
  if (task.isPending) {
    return <Skeleton height="5rem" count={4} />;
  }
  if (task.isError) {
    const { code } = problemOf(task.error);
    return code === 'task-not-found' || code === 'invalid-request' ? (
      <NoSuchTask />
    ) : (
      <ProblemPage title={texts.tasks.title} thrown={task.error} onRetry={() => void task.refetch()} />
    );
  }
  const { title, description, videos, done } = task.data;
  const next = videos.find((one) => !one.done);
  const close = () => {
    setOpen(undefined);
  };
  return (
    <>
      <title>{`${title} · ${texts.tasks.title} · ${texts.common.product}`}</title>
      <BackLink to="/tasks">{texts.tasks.back}</BackLink>
      <PageHeader
        title={title}
        lead={description === '' ? undefined : description}
        actions={
          <>
            {isEditor && (
              <>
                <IconButton
                  label={texts.tasks.edit}
                  onPress={() => {
                    setOpen('edit');
                  }}
                >
                  <Pencil aria-hidden />
                </IconButton>
                <IconButton
                  label={texts.tasks.remove}
                  onPress={() => {
                    setOpen('remove');
                  }}
                >
                  <Trash2 aria-hidden />
                </IconButton>
              </>
            )}
            {next !== undefined && (
              <ButtonLink look="primary" href={`/watch/${next.videoId}?task=${id}`}>
                <Play aria-hidden />
                {done === 0 ? texts.tasks.begin : texts.tasks.goOn}
              </ButtonLink>
            )}
          </>
        }
      />
      <div className={css.page}>
        <TaskFacts task={task.data} isMine />
        <div className={css.whole}>
          <span>{texts.tasks.doneOf(done, videos.length)}</span>
          <Progress
            label={texts.tasks.progressOf(title)}
            ratio={videos.length === 0 ? 0 : done / videos.length}
            text={texts.tasks.doneOf(done, videos.length)}
          />
        </div>
        <VideosOf task={task.data} />
        {isEditor && <PeopleOf id={id} />}
      </div>
      {open === 'edit' && <EditTaskDialog id={id} onClose={close} />}
      {open === 'remove' && <RemoveDialog task={task.data} onClose={close} />}
    </>
  );
}

function NoSuchTask() {
  return (
    <EmptyState
      isPage
      icon={ListChecks}
      title={texts.tasks.notFoundTitle}
      actions={
        <ButtonLink look="primary" href="/tasks">
          {texts.tasks.back}
        </ButtonLink>
      }
    >
      <p>{texts.tasks.notFound}</p>
    </EmptyState>
  );
}

function VideosOf({ task: { id, videos } }: { task: Task }) {
  if (videos.length === 0) {
    return <p className={ui.hint}>{texts.tasks.noVideos}</p>;
  }
  return (
    <ol className={css.videos} aria-label={texts.tasks.videosTitle}>
      {videos.map(({ videoId, title, durationSeconds, watchedRatio, done, posterUrl }, index) => (
        <li key={videoId} className={classes(ui.panel, css.video)}>
          <span className={css.number} aria-hidden>
            {index + 1}
          </span>
          {posterUrl === undefined ? (
            <span className={css.poster} />
          ) : (
            <img className={css.poster} src={posterUrl} alt="" />
          )}
          <div className={css.videoText}>
            <Link to={`/watch/${videoId}?task=${id}`}>{title}</Link>
            <span>
              {clock(durationSeconds)} · {texts.tasks.watched(percent(watchedRatio))}
            </span>
          </div>
          {done ? (
            <span className={css.doneMark}>
              <CircleCheck aria-hidden />
              {texts.tasks.done}
            </span>
          ) : (
            <Progress label={texts.tasks.watchedOf(title)} ratio={watchedRatio} text={percent(watchedRatio)} />
          )}
        </li>
      ))}
    </ol>
  );
}

/** How far everyone who has the task has come. */
function PeopleOf({ id }: { id: string }) {
  const people = useQuery({
    queryKey: ['/tasks/{id}/people', id],
    queryFn: ({ signal }) => api.get('/tasks/{id}/people', { path: { id }, signal }),
  });
  return (
    <section className={css.people} aria-labelledby="people">
      <h2 id="people">{texts.tasks.people}</h2>
      {people.isPending ? (
        <Skeleton height="2.75rem" count={3} />
      ) : people.isError ? (
        <ProblemNotice thrown={people.error} onRetry={() => void people.refetch()} />
      ) : people.data.items.length === 0 ? (
        <p className={ui.hint}>{texts.tasks.nobody}</p>
      ) : (
        <div className={ui.tableWrap}>
          <table className={classes(ui.table, ui.stacks)}>
            <thead>
              <tr>
                <th scope="col">{texts.people.name}</th>
                <th scope="col">{texts.common.category}</th>
                <th scope="col" className={ui.number}>
                  {texts.tasks.doneTitle}
                </th>
              </tr>
            </thead>
            <tbody>
              {people.data.items.map((one) => (
                <tr key={one.id}>
                  <td>{one.displayName}</td>
                  <td data-label={texts.common.category}>
                    <CategoryBadge category={one.category} />
                  </td>
                  <td data-label={texts.tasks.doneTitle} className={ui.number}>
                    {one.total > 0 && one.done === one.total ? (
                      <Badge tone="good">{texts.tasks.done}</Badge>
                    ) : (
                      texts.tasks.doneOf(one.done, one.total)
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function RemoveDialog({ task: { id, title }, onClose }: { task: Task; onClose: () => void }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const removing = useMutation({
    mutationFn: () => api.delete('/tasks/{id}', { path: { id } }),
    onSuccess: () => {
      toast(texts.tasks.removed(title));
      // Nothing is asked for again before this page is left: of this task there is no answer any more.
      void queries.invalidateQueries({ ...below('/tasks'), refetchType: 'none' });
      void navigate('/tasks');
    },
  });
  return (
    <ConfirmDialog
      problem={removing.error}
      title={texts.tasks.removeTitle}
      confirm={texts.tasks.remove}
      isOpen
      isBusy={removing.isPending}
      onConfirm={() => {
        removing.mutate();
      }}
      onClose={onClose}
    >
      <p>{texts.tasks.removeText(title)}</p>
    </ConfirmDialog>
  );
}
