import { Fragment, type ReactNode } from 'react';
import css from './ui.module.css';

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\(([^)]+)\)/g;

/** The name that links to a heading go by, as the sites that show Markdown make it. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\s_-]/gu, '')
    .replace(/\s+/g, '-');
}

/** Our own Markdown: headings, paragraphs, lists, code, emphasis, and links within the text. Nothing becomes markup unasked. */
export function Prose({ text }: { text: string }) {
  return (
    <div className={css.prose}>
      {text
        .split(/\n{2,}/)
        .filter((block) => block.trim() !== '')
        .map((block, index) => (
          <Block key={index} block={block} />
        ))}
    </div>
  );
}

function Block({ block }: { block: string }) {
  const [, marks, heading] = /^(#{1,3}) (.+)$/.exec(block.trim()) ?? [];
  if (marks !== undefined && heading !== undefined) {
    const Heading = (['h1', 'h2', 'h3'] as const)[marks.length - 1] ?? 'h3';
    return <Heading id={anchorOf(heading)}>{inline(heading)}</Heading>;
  }
  if (block.startsWith('- ')) {
    return (
      <ul>
        {block
          .slice(2)
          .split(/\n- /)
          .map((item) => (
            <li key={item}>{inline(item)}</li>
          ))}
      </ul>
    );
  }
  return <p>{inline(block)}</p>;
}

function inline(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    const [whole, code, bold, emphasis, label = '', target = ''] = found;
    parts.push(text.slice(from, found.index));
    from = found.index + whole.length;
    parts.push(
      code !== undefined ? (
        <code>{code}</code>
      ) : bold !== undefined ? (
        <strong>{bold}</strong>
      ) : emphasis !== undefined ? (
        <em>{emphasis}</em>
      ) : target.startsWith('#') ? (
        <a href={target}>{label}</a>
      ) : (
        label
      ),
    );
  }
  parts.push(text.slice(from));
  return parts.map((part, index) => <Fragment key={index}>{part}</Fragment>);
}
