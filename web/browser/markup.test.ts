import { describe, expect, it } from 'vitest';
import { setStage } from './stage';
import { newWorld, type World } from './world';

const PAYLOADS = [
  '<img src=x onerror="fired(1)">',
  '"><svg/onload=fired(2)>',
  '<script>fired(3)</script>',
  '<iframe srcdoc="<script>parent.fired(4)</script>"></iframe>',
  'javascript:fired(5)',
];
const EVIL = PAYLOADS.join(' ');

/** Every text that a person, a browser or a file may bring in carries markup. */
function evilWorld(): World {
  const world = newWorld();
  const person = { id: world.me.id, displayName: EVIL };
  return {
    ...world,
    me: { ...world.me, displayName: EVIL },
    videos: world.videos.map((one) => ({
      ...one,
      title: `${EVIL} ${one.id}`,
      description: EVIL,
      uploader: person,
      ...(one.statusReason === undefined ? {} : { statusReason: EVIL }),
    })),
    queue: world.queue.map((one) => ({ ...one, title: `${EVIL} ${one.videoId}`, description: EVIL, uploader: person })),
    pastVerdicts: world.pastVerdicts.map((one) => ({ ...one, reason: EVIL, moderatorName: EVIL })),
    jobs: world.jobs.map((one) => ({
      ...one,
      title: `${EVIL}.mp4`,
      ...(one.failure === undefined
        ? {}
        : { failure: { ...one.failure, reason: EVIL, command: EVIL, logTail: PAYLOADS } }),
    })),
    users: world.users.map((one) => ({ ...one, displayName: EVIL })),
    sessions: world.sessions.map((one) => ({ ...one, userAgent: EVIL, address: EVIL })),
    audit: world.audit.map((one) => ({ ...one, actorName: EVIL, subjectId: EVIL, detail: { [EVIL]: EVIL } })),
    overview: { ...world.overview, topVideos: world.overview.topVideos.map((one) => ({ ...one, title: EVIL })) },
    videoInsights: { ...world.videoInsights, title: EVIL },
    focus: { ...world.focus, perVideo: world.focus.perVideo.map((one) => ({ ...one, title: EVIL })) },
    watching: { ...world.watching, videos: world.watching.videos.map((one) => ({ ...one, title: EVIL })) },
    viewers: world.viewers.map((one) => ({ ...one, displayName: EVIL })),
  };
}

const stage = setStage(evilWorld);
const VIDEO = '0190b5a2-0000-7000-8000-000000000100';

describe('markup in what people bring in', () => {
  it.each([
    '/',
    '/mine',
    '/upload',
    `/watch/${VIDEO}`,
    '/review',
    '/jobs',
    '/jobs/909',
    '/people',
    '/audit',
    '/insights',
    '/insights/focus',
    `/insights/videos/${VIDEO}`,
    `/insights/videos/${VIDEO}/viewers`,
  ])('does nothing on %s', async (path) => {
    const { page } = stage;
    const fired: unknown[] = [];
    await page.exposeFunction('fired', (which: unknown) => fired.push(which));
    const refused: string[] = [];
    await page.exposeFunction('refused', (what: string) => refused.push(what));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile }) => {
        (window as unknown as { refused: (what: string) => void }).refused(`${violatedDirective} ${sourceFile ?? ''}`);
      });
    });
    await page.goto(stage.origin + path);
    await page
      .getByText(PAYLOADS[0] ?? '')
      .first()
      .waitFor();
    if (path === '/people') {
      await page.getByRole('button', { name: /^Edit/ }).first().click();
      await page.getByText('Another program').first().waitFor();
    }
    await page.waitForLoadState('networkidle');
    // Nothing was tried, so nothing had to be refused either: the text is text.
    expect(refused).toEqual([]);
    expect(fired).toEqual([]);
    expect(await page.locator('main iframe, main script').count()).toBe(0);
  });

  it('would be seen, and is refused, if a page made markup of it', async () => {
    const { page } = stage;
    await page.goto(`${stage.origin}/upload`);
    await page.getByRole('heading', { name: 'Upload', level: 1 }).waitFor();
    const thrown = await page.evaluate((evil) => {
      try {
        document.body.innerHTML = evil;
        return '';
      } catch (error) {
        return String(error);
      }
    }, EVIL);
    expect(thrown).toContain('markup that could act');
  });

  it('does nothing in a file name', async () => {
    const { page } = stage;
    const fired: unknown[] = [];
    await page.exposeFunction('fired', (which: unknown) => fired.push(which));
    await page.goto(`${stage.origin}/upload`);
    const name = '<img src=x onerror=fired(1)>.mp4';
    await page.getByTestId('upload-files').setInputFiles([{ name, mimeType: 'video/mp4', buffer: Buffer.alloc(9) }]);
    await page.getByRole('article').getByText(name).first().waitFor();
    expect(fired).toEqual([]);
  });
});
