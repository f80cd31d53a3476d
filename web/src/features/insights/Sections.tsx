import { NavLink, useLocation } from 'react-router';
import { texts } from '../../shared/ui/texts';
import css from './insights.module.css';

type Section = keyof typeof texts.insights.sections;

/** The way between pages on the same subject, and the title of each; the period in the address goes along. */
export function Sections({ label, base, sections }: { label: string; base: string; sections: Section[] }) {
  const { pathname, search } = useLocation();
  const here = sections.find((section) => pathname.endsWith(`/${section}`));
  const about = label === texts.insights.title ? [] : [texts.insights.title];
  const title = [...(here === undefined ? [] : [texts.insights.sections[here]]), label, ...about, texts.common.product];
  return (
    <nav className={css.sections} aria-label={texts.insights.sectionsOf(label)}>
      <title>{title.join(' · ')}</title>
      <ul>
        {sections.map((section) => (
          <li key={section}>
            <NavLink to={{ pathname: section === 'overview' ? base : `${base}/${section}`, search }} end>
              {texts.insights.sections[section]}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
