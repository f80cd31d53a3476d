import { useQuery } from '@tanstack/react-query';
import { ListChecks, Plus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../shared/api/client';
import type { Task } from '../../shared/api/types';
import { mayAct, useMe } from '../../shared/api/useSession';
import { useNow } from '../../shared/ui/ago';
import { Button } from '../../shared/ui/button';
import { classes } from '../../shared/ui/classes';
import { optionsOf } from '../../shared/ui/field';
import { FilterSelect, useFilters } from '../../shared/ui/filters';
import { EmptyState, PageHeader, ProblemNotice, Progress, Skeleton } from '../../shared/ui/notice';
import { Badge } from '../../shared/ui/status';
import { texts } from '../../shared/ui/texts';
import ui from '../../shared/ui/ui.module.css';
import { dueOf } from './due';
import { TaskDialog } from './TaskDialog';
import css from './tasks.module.css';

const whose = optionsOf(['mine', 'all'], texts.tasks);

/** What one has been given to watch; editors also find everyone's tasks here. */
export function TasksPage() {
  const isEditor = mayAct(useMe().role, 'EDITOR');
  const { value } = useFilters();
  const mine = !isEditor || value('of') !== 'all';
  const [isMaking, setIsMaking] = useState(false);
  const tasks = useQuery({
    queryKey: ['/tasks', mine],
    queryFn: ({ signal }) => api.get('/tasks', { query: { mine }, signal }),
  });
  return (
    <>
      <title>{`${texts.tasks.title} · ${texts.common.product}`}</title>
      <PageHeader
        title={texts.tasks.title}
        lead={mine ? texts.tasks.lead : texts.tasks.leadAll}
        actions={
          isEditor && (
            <Button
              look="primary"
              onPress={() => {
                setIsMaking(true);
              }}
            >
              <Plus aria-hidden />
              {texts.tasks.add}
            </Button>
          )
        }
      />
      {isEditor && (
        <div className={ui.filters}>
          <FilterSelect name="of" label={texts.tasks.of} options={whose} value={mine ? 'mine' : 'all'} />
        </div>
      )}
      {tasks.isPending ? (
        <Skeleton height="6rem" count={3} />
      ) : tasks.isError ? (
        <ProblemNotice thrown={tasks.error} onRetry={() => void tasks.refetch()} />
      ) : tasks.data.items.length === 0 ? (
        <EmptyState icon={ListChecks} title={mine ? texts.tasks.emptyTitle : texts.tasks.emptyAllTitle}>
          <p>{mine ? texts.tasks.empty : texts.tasks.emptyAll}</p>
        </EmptyState>
      ) : (
        <ul className={ui.rows}>
          {tasks.data.items.map((task) => (
            <li key={task.id}>
              <TaskCard task={task} isMine={mine} />
            </li>
          ))}
        </ul>
      )}
      {isMaking && (
        <TaskDialog
          onClose={() => {
            setIsMaking(false);
          }}
        />
      )}
    </>
  );
}

function TaskCard({ task, isMine }: { task: Task; isMine: boolean }) {
  const { id, title, description, videos, done } = task;
  return (
    <article className={classes(ui.panel, css.card)}>
      <div className={css.cardText}>
        <h2>
          <Link to={`/tasks/${id}`}>{title}</Link>
        </h2>
        {description !== '' && <p className={css.description}>{description}</p>}
        <TaskFacts task={task} isMine={isMine} />
      </div>
      {isMine && (
        <div className={css.cardProgress}>
          <span>{texts.tasks.doneOf(done, videos.length)}</span>
          <Progress
            label={texts.tasks.progressOf(title)}
            ratio={videos.length === 0 ? 0 : done / videos.length}
            text={texts.tasks.doneOf(done, videos.length)}
          />
        </div>
      )}
    </article>
  );
}

export function TaskFacts({ task, isMine }: { task: Task; isMine: boolean }) {
  const nowMs = useNow();
  const { dueAt, createdBy, category, people, videos, done } = task;
  const due = dueAt === undefined ? undefined : dueOf(dueAt, nowMs);
  const isDone = isMine && videos.length > 0 && done === videos.length;
  return (
    <p className={css.facts}>
      {isDone ? (
        <Badge tone="good">{texts.tasks.done}</Badge>
      ) : (
        due !== undefined && <Badge tone={due.isPast ? 'bad' : due.isSoon ? 'warn' : 'plain'}>{due.text}</Badge>
      )}
      <span>{texts.tasks.by(createdBy)}</span>
      {!isMine && category !== undefined && <span>{texts.tasks.forCategory(texts.category[category])}</span>}
      {!isMine && people !== undefined && people.length > 0 && <span>{texts.tasks.forPeople(people.length)}</span>}
      <span>{texts.tasks.videos(videos.length)}</span>
    </p>
  );
}
