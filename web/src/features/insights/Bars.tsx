import { Link } from 'react-router';
import css from './insights.module.css';

export type Bar = { key: string; name: string; href?: string; amount: number; text: string };

/** Amounts beside each other; the bars repeat what the numbers say. */
export function Bars({ title, bars }: { title?: string; bars: Bar[] }) {
  const most = Math.max(...bars.map(({ amount }) => amount));
  return (
    <div className={css.bars}>
      {title !== undefined && <h3>{title}</h3>}
      <ul>
        {bars.map(({ key, name, href, amount, text }) => (
          <li key={key}>
            {href === undefined ? <span>{name}</span> : <Link to={href}>{name}</Link>}
            <span className={css.barText}>{text}</span>
            <BarOf amount={amount} most={most} />
          </li>
        ))}
      </ul>
    </div>
  );
}

export function BarOf({ amount, most }: { amount: number; most: number }) {
  return (
    <span className={css.bar} aria-hidden>
      <span style={{ width: `${most > 0 ? (amount / most) * 100 : 0}%` }} />
    </span>
  );
}
