import type { JobAttempt, JobCheck, JobUnit } from '../../shared/api/types';
import { useNow } from '../../shared/ui/ago';
import { classes } from '../../shared/ui/classes';
import { amountOfTime, clock } from '../../shared/ui/format';
import { Badge } from '../../shared/ui/status';
import { texts } from '../../shared/ui/texts';
import ui from '../../shared/ui/ui.module.css';
import css from './jobs.module.css';

type Outcome = JobAttempt['outcome'];

const tones: Record<Outcome, 'good' | 'warn' | 'bad' | 'busy' | 'plain'> = {
  RUNNING: 'busy',
  ACCEPTED: 'good',
  FAILED: 'bad',
  STOPPED: 'plain',
  LOST: 'warn',
};
const checkTones: Record<JobCheck['outcome'], 'good' | 'warn' | 'bad'> = {
  PASSED: 'good',
  WARNED: 'warn',
  FAILED: 'bad',
};
const bars: Record<Outcome, string | undefined> = {
  RUNNING: css.claimed,
  ACCEPTED: css.accepted,
  FAILED: css.failed,
  STOPPED: css.pending,
  LOST: css.lost,
};

/** How often a unit was tried; what came of each try, and the last lines of its log, are one touch away. */
export function AttemptsOf({ unit: { attempts, history } }: { unit: JobUnit }) {
  if (history.length === 0) {
    return <>{attempts}</>;
  }
  return (
    <details className={css.attempts}>
      <summary>{attempts}</summary>
      <ol>
        {history.map((attempt) => (
          <li key={attempt.startedAt}>
            <span className={css.attemptHead}>
              <Badge tone={tones[attempt.outcome]}>{texts.jobs.outcome[attempt.outcome]}</Badge>
              <span>
                {attempt.worker}
                {attempt.exitCode !== undefined && ` · ${texts.jobs.exitCode} ${attempt.exitCode}`}
              </span>
            </span>
            {attempt.reason !== undefined && <p>{attempt.reason}</p>}
            {attempt.logTail.length > 0 && (
              <pre tabIndex={0} aria-label={texts.jobs.logTail}>
                {attempt.logTail.join('\n')}
              </pre>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}

/** Who encoded what and when: a line for each worker, a bar for each attempt. */
export function Workers({ units }: { units: JobUnit[] }) {
  const nowMs = useNow();
  const attempts = units.flatMap((unit) =>
    unit.history.map((attempt) => ({
      attempt,
      name: texts.jobs.unit(unit.kind, unit.index),
      part: `${clock(unit.fromSeconds)} – ${clock(unit.toSeconds)}`,
      fromMs: Date.parse(attempt.startedAt),
      toMs: attempt.endedAt === undefined ? nowMs : Date.parse(attempt.endedAt),
    })),
  );
  if (attempts.length === 0) {
    return null;
  }
  const startMs = Math.min(...attempts.map(({ fromMs }) => fromMs));
  const endMs = Math.max(startMs + 1, ...attempts.map(({ toMs }) => toMs));
  const place = (ms: number) => ((ms - startMs) / (endMs - startMs)) * 100;
  const workers = [...new Set(attempts.map(({ attempt }) => attempt.worker))].sort();
  return (
    <section className={css.section} aria-labelledby="workers">
      <h2 id="workers">{texts.jobs.workers}</h2>
      <ul className={classes(ui.panel, css.strips)}>
        {workers.map((worker) => {
          const own = attempts.filter(({ attempt }) => attempt.worker === worker);
          const busyMs = own.reduce((sum, { fromMs, toMs }) => sum + Math.max(0, toMs - fromMs), 0);
          return (
            <li key={worker} className={css.stripRow}>
              <div className={css.stripName}>
                <strong>{worker}</strong>
              </div>
              <div
                className={css.gantt}
                role="img"
                aria-label={texts.jobs.workerText(worker, own.length, amountOfTime(busyMs))}
              >
                {own.map(({ attempt, name, part, fromMs, toMs }) => (
                  <span
                    key={`${name} ${attempt.startedAt}`}
                    className={bars[attempt.outcome]}
                    style={{ left: `${place(fromMs)}%`, width: `${Math.max(0.4, place(toMs) - place(fromMs))}%` }}
                    title={`${name}, ${part}: ${texts.jobs.outcome[attempt.outcome]}, ${amountOfTime(toMs - fromMs)}`}
                  />
                ))}
              </div>
              <span className={css.stripText}>{texts.jobs.busy(amountOfTime(busyMs))}</span>
            </li>
          );
        })}
        <li className={css.ganttAxis} aria-hidden>
          <span>0 s</span>
          <span>{amountOfTime(endMs - startMs)}</span>
        </li>
      </ul>
    </section>
  );
}

/** What the finished film was held to, rule by rule. */
export function Checks({ checks }: { checks: JobCheck[] }) {
  if (checks.length === 0) {
    return null;
  }
  const broken = checks.filter(({ outcome }) => outcome === 'FAILED').length;
  return (
    <section className={css.section} aria-labelledby="checks">
      <div className={css.head}>
        <h2 id="checks">{texts.jobs.checks}</h2>
        <Badge tone={broken === 0 ? 'good' : 'bad'}>
          {broken === 0 ? texts.jobs.allKept(checks.length) : texts.jobs.notKept(broken, checks.length)}
        </Badge>
      </div>
      <div className={ui.tableWrap}>
        <table className={classes(ui.table, ui.stacks)}>
          <thead>
            <tr>
              <th scope="col">{texts.jobs.rule}</th>
              <th scope="col">{texts.jobs.says}</th>
              <th scope="col">{texts.jobs.found}</th>
              <th scope="col">{texts.common.status}</th>
            </tr>
          </thead>
          <tbody>
            {checks.map(({ rule, detail, measured, outcome }) => (
              <tr key={`${rule} ${detail} ${measured}`}>
                <td>{rule}</td>
                <td data-label={texts.jobs.says}>{detail}</td>
                <td data-label={texts.jobs.found}>{measured}</td>
                <td data-label={texts.common.status}>
                  <Badge tone={checkTones[outcome]}>{texts.jobs.checked[outcome]}</Badge>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
