import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleDashed, CircleX, Cpu, LoaderCircle } from 'lucide-react';
import { useParams } from 'react-router';
import { api } from '../../shared/api/client';
import { problemOf } from '../../shared/api/problem';
import type { Job, JobFailure, JobRendition, JobStep, JobUnit } from '../../shared/api/types';
import { Ago, useNow } from '../../shared/ui/ago';
import { BackLink } from '../../shared/ui/back';
import { ButtonLink } from '../../shared/ui/button';
import { classes } from '../../shared/ui/classes';
import { amountOfTime, bytes, clock, decimal } from '../../shared/ui/format';
import { EmptyState, Notice, PageHeader, ProblemNotice, ProblemPage, Progress, Skeleton } from '../../shared/ui/notice';
import { texts } from '../../shared/ui/texts';
import ui from '../../shared/ui/ui.module.css';
import { AttemptsOf, Checks, Workers } from './attempts';
import {
  isRunning,
  JobCommand,
  JobPriority,
  JobStatusBadge,
  Legend,
  stateClass,
  stateOf,
  Strip,
  tookOf,
} from './parts';
import { useJobEvents } from './useJobEvents';
import css from './jobs.module.css';

/** The stream of events is faster; this is for when it cannot be had. */
const LOOKED_AGAIN_EVERY_MS = 10_000;
/** A phone shows the strips; each unit in words is one touch away. */
const NARROW = '(max-width: 720px)';

export function JobPage() {
  const { id = '' } = useParams();
  const query = useQuery({
    queryKey: ['/jobs/{id}', id],
    queryFn: ({ signal }) => api.get('/jobs/{id}', { path: { id }, signal }),
    refetchInterval: ({ state }) =>
      state.data !== undefined && !isRunning(state.data) ? false : LOOKED_AGAIN_EVERY_MS,
  });
  useJobEvents(id);
  const job = query.data;
  if (job === undefined) {
    if (!query.isError) {
      return <Skeleton height="6rem" count={4} />;
    }
    const { code } = problemOf(query.error);
    return code === 'job-not-found' || code === 'invalid-request' ? (
      <NoSuchJob />
    ) : (
      <ProblemPage title={texts.jobs.title} thrown={query.error} onRetry={() => void query.refetch()} />
    );
  }
  const { title } = job;
  return (
    <>
      <title>{`${title} · ${texts.jobs.title} · ${texts.common.product}`}</title>
      <BackLink to="/jobs">{texts.jobs.back}</BackLink>
      <PageHeader
        title={title}
        lead={<Summary job={job} />}
        actions={
          <>
            {job.status === 'COMPLETED' && <ButtonLink href={`/watch/${job.videoId}`}>{texts.jobs.toVideo}</ButtonLink>}
            <JobPriority job={job} />
            <JobCommand job={job} pausable />
          </>
        }
      />
      <div className={css.page}>
        {query.isError && <ProblemNotice thrown={query.error} />}
        <div className={css.whole}>
          <span>{texts.jobs.units(job.unitsDone, job.unitsTotal)}</span>
          <Progress
            label={texts.jobs.progressOf(title)}
            ratio={job.unitsTotal === 0 ? 0 : job.unitsDone / job.unitsTotal}
            text={texts.jobs.units(job.unitsDone, job.unitsTotal)}
          />
        </div>
        {job.awaitedUpload && (
          <Notice title={stateOf(job)}>{job.awaitedUpload.reason && <p>{job.awaitedUpload.reason}</p>}</Notice>
        )}
        {job.failure && <Failure failure={job.failure} />}
        <Steps steps={job.steps ?? []} />
        <Renditions job={job} />
        <Workers units={job.units ?? []} />
        <Units units={job.units ?? []} />
        <Checks checks={job.verification ?? []} />
      </div>
    </>
  );
}

function NoSuchJob() {
  return (
    <EmptyState
      isPage
      icon={Cpu}
      title={texts.jobs.notFoundTitle}
      actions={
        <ButtonLink look="primary" href="/jobs">
          {texts.jobs.back}
        </ButtonLink>
      }
    >
      <p>{texts.jobs.notFound}</p>
    </EmptyState>
  );
}

function Summary({ job }: { job: Job }) {
  const nowMs = useNow();
  const { status, attempt, startedAt, createdAt, source } = job;
  return (
    <span className={css.summary}>
      <JobStatusBadge status={status} />
      <span>{texts.jobs.attemptNumber(attempt)}</span>
      <span>
        <Ago iso={startedAt ?? createdAt} /> · {tookOf(job, nowMs)}
        {job.etaSeconds !== undefined && ` · ${texts.jobs.eta(amountOfTime(job.etaSeconds * 1000))}`}
        {job.fps !== undefined && isRunning(job) && ` · ${texts.jobs.fps(job.fps)}`}
      </span>
      {source && (
        <span>
          {texts.jobs.sourceText(source.width, source.height, decimal(source.frameRate, 3), source.videoCodec)},{' '}
          {source.audioCodec ?? texts.jobs.noAudio}, {clock(source.durationSeconds)}
        </span>
      )}
    </span>
  );
}

function Failure({ failure: { kind, reason, command, exitCode, logTail } }: { failure: JobFailure }) {
  return (
    <section className={css.section} aria-label={texts.jobs.failure}>
      <Notice tone="bad" title={reason}>
        <p>{texts.jobs.failureKind[kind]}</p>
      </Notice>
      {(command ?? logTail?.[0]) && (
        <details className={classes(ui.panel, css.details)} open>
          <summary>{texts.jobs.failure}</summary>
          <dl>
            {command && (
              <>
                <dt>{texts.jobs.command}</dt>
                <dd>
                  <pre tabIndex={0}>{command}</pre>
                </dd>
              </>
            )}
            {exitCode !== undefined && (
              <>
                <dt>{texts.jobs.exitCode}</dt>
                <dd>{exitCode}</dd>
              </>
            )}
            {logTail && logTail.length > 0 && (
              <>
                <dt>{texts.jobs.logTail}</dt>
                <dd>
                  <pre tabIndex={0}>{logTail.join('\n')}</pre>
                </dd>
              </>
            )}
          </dl>
        </details>
      )}
    </section>
  );
}

function Steps({ steps }: { steps: JobStep[] }) {
  const nowMs = useNow();
  return (
    <section className={css.section} aria-labelledby="steps">
      <h2 id="steps">{texts.jobs.steps}</h2>
      {steps.length === 0 ? (
        <p className={ui.hint}>{texts.jobs.noSteps}</p>
      ) : (
        <ol className={css.steps}>
          {steps.map((step) => (
            <li key={step.name} className={classes(ui.panel, css.step)}>
              <StepIcon status={step.status} />
              <span>
                <strong>{step.name}</strong>
                <small>
                  {step.status.toLowerCase()} · {tookOf(step, nowMs)}
                </small>
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function StepIcon({ status }: { status: string }) {
  switch (status) {
    case 'COMPLETED':
      return <CircleCheck aria-hidden className={css.good} />;
    case 'FAILED':
    case 'ABANDONED':
      return <CircleX aria-hidden className={css.bad} />;
    case 'STARTED':
    case 'STARTING':
      return <LoaderCircle aria-hidden className={css.busy} />;
    default:
      return <CircleDashed aria-hidden />;
  }
}

/** One strip a rendition, its units as wide as they are long: one glance tells where the job stands. */
function Renditions({ job: { renditions = [], units = [], passThroughRefusal } }: { job: Job }) {
  const video = units.filter(({ kind }) => kind === 'VIDEO');
  const audio = units.filter(({ kind }) => kind === 'AUDIO');
  return (
    <section className={css.section} aria-labelledby="renditions">
      <div className={css.head}>
        <h2 id="renditions">{texts.jobs.renditions}</h2>
        <Legend />
      </div>
      {passThroughRefusal !== undefined && <p className={ui.hint}>{texts.jobs.notPassedThrough(passThroughRefusal)}</p>}
      {renditions.length === 0 ? (
        <p className={ui.hint}>{texts.jobs.noUnits}</p>
      ) : (
        <ul className={classes(ui.panel, css.strips)}>
          {renditions.map((rendition) => (
            <RenditionStrip key={rendition.name} rendition={rendition} units={video} />
          ))}
          {audio.length > 0 && (
            <li className={css.stripRow}>
              <div className={css.stripName}>
                <strong>{texts.jobs.sound}</strong>
              </div>
              <Strip name={texts.jobs.sound} units={audio} />
              <span className={css.stripText}>
                {bytes(audio.reduce((sum, unit) => sum + (unit.storedBytes ?? 0), 0))}
              </span>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

function RenditionStrip({ rendition, units }: { rendition: JobRendition; units: JobUnit[] }) {
  const { name, width, height, bitrateKbps, crf, passedThrough, storedBytes, unitsDone, unitsTotal } = rendition;
  return (
    <li className={css.stripRow}>
      <div className={css.stripName}>
        <strong>{name}</strong>
        <small>
          {width} × {height} ·{' '}
          {passedThrough ? texts.jobs.passedThrough : texts.jobs.encodedAt(decimal(bitrateKbps), crf)}
        </small>
      </div>
      <Strip name={name} units={units} />
      <span className={css.stripText}>
        {unitsDone}/{unitsTotal} · {bytes(storedBytes)}
      </span>
    </li>
  );
}

function Units({ units }: { units: JobUnit[] }) {
  const nowMs = useNow();
  if (units.length === 0) {
    return null;
  }
  return (
    <details className={css.units} open={!matchMedia(NARROW).matches}>
      <summary>
        <h2>{texts.jobs.unitsTitle}</h2>
      </summary>
      <div className={ui.tableWrap}>
        <table className={classes(ui.table, ui.stacks)}>
          <thead>
            <tr>
              <th scope="col">{texts.jobs.unitColumn}</th>
              <th scope="col">{texts.jobs.part}</th>
              <th scope="col">{texts.common.status}</th>
              <th scope="col" className={ui.number}>
                {texts.jobs.attempts}
              </th>
              <th scope="col">{texts.jobs.worker}</th>
              <th scope="col" className={ui.number}>
                {texts.jobs.speed}
              </th>
              <th scope="col" className={ui.number}>
                {texts.jobs.took}
              </th>
              <th scope="col" className={ui.number}>
                {texts.jobs.stored}
              </th>
            </tr>
          </thead>
          <tbody>
            {units.map((unit) => (
              <tr key={`${unit.kind}${unit.index}`}>
                <td className={css.whole}>{texts.jobs.unit(unit.kind, unit.index)}</td>
                <td data-label={texts.jobs.part} className={css.whole}>
                  {clock(unit.fromSeconds)} – {clock(unit.toSeconds)}
                </td>
                <td data-label={texts.common.status}>
                  <span className={css.unitState}>
                    <span className={classes(css.swatch, stateClass[unit.state])} aria-hidden />
                    {texts.jobs.unitState[unit.state]}
                  </span>
                </td>
                <td data-label={texts.jobs.attempts} className={ui.number}>
                  <AttemptsOf unit={unit} />
                </td>
                <td data-label={texts.jobs.worker} className={css.whole}>
                  {unit.worker ?? '–'}
                </td>
                <td data-label={texts.jobs.speed} className={ui.number}>
                  {unit.fps ? texts.jobs.fps(unit.fps) : '–'}
                </td>
                <td data-label={texts.jobs.took} className={ui.number}>
                  {tookOf(unit, nowMs)}
                </td>
                <td data-label={texts.jobs.stored} className={ui.number}>
                  {unit.storedBytes ? bytes(unit.storedBytes) : '–'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
