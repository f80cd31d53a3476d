import { Film } from 'lucide-react';
import type { Video } from '../../shared/api/types';
import { clock } from '../../shared/ui/format';
import css from './library.module.css';

/**
 * The picture of a video; decoration, since its title stands beside it.
 *
 * @param isFirst one of those that are seen as the page opens: it is fetched before everything else
 */
export function Poster({ video, isFirst = false }: { video: Video; isFirst?: boolean }) {
  const { posterUrl, durationSeconds, resumeAtSeconds } = video;
  const watched = durationSeconds && resumeAtSeconds ? Math.min(1, resumeAtSeconds / durationSeconds) : 0;
  return (
    <div className={css.poster} aria-hidden>
      {posterUrl ? (
        <img
          src={posterUrl}
          alt=""
          {...(isFirst ? { fetchPriority: 'high' } : { loading: 'lazy', decoding: 'async' })}
        />
      ) : (
        <div className={css.noPoster}>
          <Film />
        </div>
      )}
      {durationSeconds ? <span className={css.length}>{clock(durationSeconds)}</span> : null}
      {watched > 0 && (
        <div className={css.watched}>
          <div style={{ width: `${watched * 100}%` }} />
        </div>
      )}
    </div>
  );
}
