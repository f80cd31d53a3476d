import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { executablePath, FLAGS } from './chromium';
import { eventually, setStage } from './stage';
import { newWorld } from './world';

/** Fetched when it is needed: it is larger than all that the pages are built with. The last line that runs on Node.js 20. */
const LIGHTHOUSE = 'lighthouse@12.8.2';
const reports = join(import.meta.dirname, '../target/lighthouse');

const stage = setStage(() => {
  const world = newWorld('USER');
  return { ...world, videos: world.videos.map((one) => ({ ...one, resumeAtSeconds: 0 })) };
});
const watchPage = () => `/watch/${stage.world.videos[0]?.id ?? ''}`;

type Report = {
  categories: Record<string, { score: number; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, { title: string; score: number | null; displayValue?: string }>;
};

async function audited(name: string, path: string, ...more: string[]): Promise<Report> {
  mkdirSync(reports, { recursive: true });
  const file = join(reports, name);
  const words = [
    ...['--yes', LIGHTHOUSE, stage.origin + path, '--quiet', '--output=json', '--output=html'],
    ...[`--output-path=${file}`, '--only-categories=performance,accessibility,best-practices'],
    ...[`--chrome-flags=--headless=new ${FLAGS.join(' ')}`, ...more],
  ];
  const run = spawn('npx', words, { env: { ...process.env, CHROME_PATH: executablePath }, stdio: 'inherit' });
  const code = await new Promise((resolve, reject) => run.on('close', resolve).on('error', reject));
  expect(code, `${LIGHTHOUSE} ended with`).toBe(0);
  return JSON.parse(readFileSync(`${file}.report.json`, 'utf8')) as Report;
}

/** What cost points, worst first, so that a failure says what to mend. */
function faultsOf({ categories, audits }: Report, category: string): string[] {
  return (categories[category]?.auditRefs ?? [])
    .map(({ id, weight }) => ({ ...audits[id], weight }))
    .filter(({ score, weight }) => weight > 0 && score !== null && score !== undefined && score < 1)
    .map(({ title, score, displayValue }) => `${title}: ${displayValue ?? ''} (${score})`);
}

describe.each([
  ['as a phone', []],
  ['as a desktop', ['--preset=desktop']],
] as const)('Lighthouse %s', (how, more) => {
  it.each([
    ['library', () => '/'],
    ['watch', watchPage],
  ])('finds the %s page accessible and fast', async (name, path) => {
    const report = await audited(`${name} ${how}`.replaceAll(' ', '-'), path(), ...more);
    const scores = Object.fromEntries(
      Object.entries(report.categories).map(([category, { score }]) => [category, Math.round(score * 100)]),
    );
    console.log(`${name} ${how}:`, JSON.stringify(scores), faultsOf(report, 'performance').join('; '));
    expect(scores.accessibility, faultsOf(report, 'accessibility').join('\n')).toBe(100);
    expect(scores['best-practices'], faultsOf(report, 'best-practices').join('\n')).toBe(100);
    expect(scores.performance, faultsOf(report, 'performance').join('\n')).toBeGreaterThanOrEqual(90);
  });
});

it('a film starts within a second of the press of play', async () => {
  const { page, world, origin } = stage;
  const startups: number[] = [];
  for (let tries = 1; tries <= 5; tries += 1) {
    await page.goto(`${origin}${watchPage()}`);
    await page.getByRole('button', { name: 'play', exact: true }).click();
    const started = () => world.events.filter(({ type }) => type === 'STARTUP');
    await eventually(() => started().length).toBe(tries);
    startups.push(started().at(-1)?.valueMs ?? Infinity);
  }
  console.log(`From play to the first picture: ${startups.join(', ')} ms`);
  expect(Math.max(...startups)).toBeLessThan(1_000);
});
