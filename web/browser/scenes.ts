import type { Page } from 'playwright-core';
import { emptyWorld, newWorld, PASSWORD, person, withGap, type World } from './world';

/** A page in a state worth looking at. */
export type Scene = {
  name: string;
  path: string;
  world: () => World;
  /** Brings the page into its state; the scene is looked at when it returns. */
  act?: (page: Page, world: World) => Promise<void>;
  /** Problems are part of it: the browser may report refused requests. */
  withProblems?: boolean;
};

const BLADE = '/watch/0190b5a2-0000-7000-8000-000000000100';

function having(change: Partial<World>, role: World['me']['role'] = 'ADMIN'): () => World {
  return () => ({ ...newWorld(role), ...change });
}

function refusing(call: string, status = 500, code = 'internal-error'): () => World {
  return having({ problems: new Map([[call, { status, code }]]) });
}

/** What is refused is asked for once more before the page tells of it. */
const told = (page: Page) => page.getByRole('alert').first().waitFor();

const file = (name: string, mebibytes: number) => ({
  name,
  mimeType: 'video/mp4',
  buffer: Buffer.alloc(mebibytes * 1024 * 1024),
});

const ofBlade = '/insights/videos/0190b5a2-0000-7000-8000-000000000100';

/** Each page of the insights as it is, before anything was watched, and while it cannot be read. */
const insights = [
  { name: 'insights', path: '/insights', route: 'overview' },
  { name: 'insights-focus', path: '/insights/focus', route: 'focus' },
  { name: 'insights-audience', path: '/insights/audience', route: 'audience' },
  { name: 'insights-quality', path: '/insights/quality', route: 'quality' },
  { name: 'insights-reconciliation', path: '/insights/reconciliation', route: 'reconciliation' },
  { name: 'insights-video', path: ofBlade, route: 'videos/*' },
  { name: 'insights-video-viewers', path: `${ofBlade}/viewers`, route: 'viewers' },
  { name: 'insights-video-focus', path: `${ofBlade}/focus`, route: 'focus' },
]
  .flatMap(({ name, path, route }): Scene[] => [
    { name, path: `${path}?period=30`, world: () => newWorld('EDITOR') },
    { name: `${name}-empty`, path, world: () => emptyWorld('EDITOR') },
    {
      name: `${name}-problem`,
      path,
      world: refusing(`GET /analytics/${route}`, 503, 'analytics-unavailable'),
      withProblems: true,
      act: told,
    },
  ])
  .concat([
    { name: 'insights-video-audience', path: `${ofBlade}/audience`, world: newWorld },
    { name: 'insights-video-quality', path: `${ofBlade}/quality`, world: newWorld },
    {
      name: 'insights-gap',
      path: '/insights',
      world: having({ reconciliation: withGap }),
      act: told,
    },
    {
      name: 'insights-reconciliation-gap',
      path: '/insights/reconciliation',
      world: having({ reconciliation: withGap }),
    },
    { name: 'insights-own-period', path: '/insights?period=own&from=2026-02-01&to=2026-02-28', world: newWorld },
    {
      name: 'insights-counted',
      path: '/insights',
      world: newWorld,
      act: async (page) => {
        await page.getByRole('button', { name: 'How is “Watch time” counted?' }).click();
        await page.getByRole('dialog').waitFor();
      },
    },
    {
      name: 'insights-video-not-found',
      path: ofBlade,
      world: refusing('GET /analytics/videos/*', 404, 'video-not-found'),
      withProblems: true,
    },
    { name: 'insights-metrics', path: '/insights/metrics', world: newWorld },
  ]);

export const scenes: Scene[] = [
  { name: 'sign-in', path: '/', world: having({ signedIn: false }), withProblems: true },
  {
    name: 'sign-in-refused',
    path: '/',
    world: having({ signedIn: false }),
    withProblems: true,
    act: async (page) => {
      await page.getByLabel('Email').fill('admin@fovea.local');
      await page.getByLabel('Password', { exact: true }).fill('not this one');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'password-forced',
    path: '/',
    world: having({ me: { ...person('USER'), mustChangePassword: true } }),
    act: async (page) => {
      await page.getByLabel('Current password').fill(PASSWORD);
      await page.getByLabel('New password', { exact: true }).fill('short');
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByText('At least 10 characters, please.').waitFor();
    },
  },
  { name: 'library', path: '/', world: newWorld },
  { name: 'library-viewer', path: '/', world: () => newWorld('USER') },
  { name: 'library-empty', path: '/', world: () => emptyWorld('USER') },
  { name: 'library-nothing-found', path: '/?q=submarine', world: newWorld },
  { name: 'library-problem', path: '/', world: refusing('GET /videos'), withProblems: true, act: told },
  { name: 'mine', path: '/mine', world: newWorld },
  { name: 'mine-empty', path: '/mine', world: emptyWorld },
  { name: 'mine-problem', path: '/mine', world: refusing('GET /videos'), withProblems: true, act: told },
  {
    name: 'mine-delete',
    path: '/mine',
    world: newWorld,
    act: async (page) => {
      await page.getByRole('button', { name: 'Delete Night shift handover' }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  { name: 'edit', path: '/videos/0190b5a2-0000-7000-8000-000000000100/edit', world: newWorld },
  {
    name: 'edit-empty',
    path: '/videos/0190b5a2-0000-7000-8000-000000000100/edit',
    world: having({ captions: [], chapters: [] }),
  },
  {
    name: 'edit-captions-refused',
    path: '/videos/0190b5a2-0000-7000-8000-000000000100/edit',
    world: newWorld,
    withProblems: true,
    act: async (page) => {
      await page
        .getByTestId('caption-file')
        .setInputFiles([{ name: 'words.srt', mimeType: '', buffer: Buffer.from('none') }]);
      await page.getByRole('button', { name: 'Add captions' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'edit-not-yours',
    path: '/videos/0190b5a2-0000-7000-8000-000000000100/edit',
    world: () => newWorld('USER'),
  },
  {
    name: 'edit-problem',
    path: '/videos/0190b5a2-0000-7000-8000-000000000100/edit',
    world: refusing('GET /videos/*'),
    withProblems: true,
    act: told,
  },
  {
    name: 'embed-not-found',
    path: '/embed/0190b5a2-0000-7000-8000-000000009999',
    world: newWorld,
    withProblems: true,
  },
  {
    name: 'embed',
    path: '/embed/0190b5a2-0000-7000-8000-000000000100',
    world: newWorld,
    act: (page) => page.getByRole('button', { name: 'play', exact: true }).waitFor(),
  },
  { name: 'upload-replace', path: '/upload?replace=0190b5a2-0000-7000-8000-000000000100', world: newWorld },
  {
    name: 'watch',
    path: BLADE,
    world: newWorld,
    act: (page) => page.getByRole('button', { name: 'play', exact: true }).waitFor(),
  },
  {
    name: 'watch-settings',
    path: BLADE,
    world: newWorld,
    act: async (page) => {
      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByRole('menuitemradio', { name: '360p', exact: true }).waitFor();
    },
  },
  {
    name: 'watch-keys',
    path: BLADE,
    world: newWorld,
    act: async (page) => {
      await page.getByRole('button', { name: 'play', exact: true }).waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'watch-not-found', path: '/watch/0190b5a2-0000-7000-8000-000000009999', world: newWorld, withProblems: true },
  {
    name: 'watch-refused',
    path: BLADE,
    world: having({
      oldMediaTokens: new Set(['t1']),
      problems: new Map([['POST /videos/*/playback/renewal', { status: 404, code: 'video-not-found' }]]),
    }),
    withProblems: true,
    act: told,
  },
  {
    name: 'focus',
    path: BLADE,
    world: newWorld,
    act: async (page) => {
      await page.getByRole('button', { name: 'Focus mode' }).click();
      await page.locator('[data-focus][data-idle]').waitFor();
      await page.mouse.move(200, 200);
      await page.mouse.move(210, 210);
      await page.locator('[data-focus]:not([data-idle])').waitFor();
    },
  },
  {
    name: 'focus-only-the-picture',
    path: BLADE,
    world: newWorld,
    act: async (page) => {
      await page.getByRole('button', { name: 'play', exact: true }).click();
      await page.keyboard.press('g');
      await page.locator('[data-focus][data-idle]').waitFor();
    },
  },
  {
    name: 'focus-summary',
    path: BLADE,
    world: newWorld,
    act: async (page) => {
      await page.getByRole('button', { name: 'play', exact: true }).waitFor();
      await page.keyboard.press('g');
      await page.keyboard.press('g');
      await page.getByRole('dialog', { name: 'Your focus' }).waitFor();
    },
  },
  { name: 'upload', path: '/upload', world: newWorld },
  {
    name: 'upload-chosen',
    path: '/upload',
    world: newWorld,
    act: async (page) => {
      await page.getByTestId('upload-files').setInputFiles([file('Forklift_training.mp4', 2), file('Old cut.mp4', 1)]);
      await page.getByRole('button', { name: 'Start 2 uploads' }).waitFor();
    },
  },
  {
    name: 'upload-running',
    path: '/upload',
    world: newWorld,
    act: async (page, world) => {
      await page.getByTestId('upload-files').setInputFiles([file('Forklift_training.mp4', 2), file('Old cut.mp4', 1)]);
      await page.getByRole('button', { name: 'Start 2 uploads' }).click();
      await page.getByText('Uploaded. It is being encoded now').first().waitFor();
      world.delayMs = 60_000;
      await page.getByTestId('upload-files').setInputFiles([file('Third.mp4', 3)]);
      await page.getByRole('button', { name: 'Start upload' }).click();
      await page.getByRole('button', { name: 'Pause Third.mp4' }).waitFor();
    },
  },
  {
    name: 'review',
    path: '/review',
    world: newWorld,
    act: (page) => page.getByRole('button', { name: 'Approve' }).waitFor(),
  },
  {
    name: 'review-reject',
    path: '/review',
    world: newWorld,
    act: async (page) => {
      await page.getByRole('button', { name: 'Reject…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
      await page.getByText('Say why').waitFor();
    },
  },
  { name: 'review-empty', path: '/review', world: emptyWorld },
  { name: 'tasks', path: '/tasks', world: newWorld },
  { name: 'tasks-viewer', path: '/tasks', world: () => newWorld('USER') },
  { name: 'tasks-empty', path: '/tasks', world: () => emptyWorld('USER') },
  { name: 'tasks-problem', path: '/tasks', world: refusing('GET /tasks'), withProblems: true, act: told },
  { name: 'task', path: '/tasks/0190b5a2-0000-7000-8000-000000000700', world: newWorld },
  {
    name: 'task-not-found',
    path: '/tasks/0190b5a2-0000-7000-8000-000000009999',
    world: newWorld,
    withProblems: true,
  },
  {
    name: 'task-problem',
    path: '/tasks/0190b5a2-0000-7000-8000-000000000700',
    world: refusing('GET /tasks/*'),
    withProblems: true,
    act: told,
  },
  {
    name: 'watch-problem',
    path: BLADE,
    world: refusing('GET /videos/*/playback'),
    withProblems: true,
    act: told,
  },
  {
    name: 'task-viewer',
    path: '/tasks/0190b5a2-0000-7000-8000-000000000700',
    world: () => newWorld('USER'),
  },
  {
    name: 'task-edit',
    path: '/tasks/0190b5a2-0000-7000-8000-000000000700',
    world: newWorld,
    act: async (page) => {
      await page.getByRole('button', { name: 'Edit the task' }).click();
      await page.getByRole('button', { name: 'Welcome: your first week' }).waitFor();
    },
  },
  {
    name: 'watch-in-a-task',
    path: `${BLADE}?task=0190b5a2-0000-7000-8000-000000000700`,
    world: newWorld,
    act: (page) => page.getByText('video 1 of 3.').waitFor(),
  },
  {
    name: 'task-new',
    path: '/tasks',
    world: newWorld,
    act: async (page) => {
      await page.getByRole('button', { name: 'New task' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Welcome: your first week' }).waitFor();
    },
  },
  { name: 'jobs', path: '/jobs', world: newWorld },
  { name: 'jobs-empty', path: '/jobs', world: emptyWorld },
  {
    name: 'job-not-found',
    path: '/jobs/4711',
    world: newWorld,
    withProblems: true,
    act: (page) => page.getByRole('link', { name: 'All jobs' }).waitFor(),
  },
  { name: 'job-running', path: '/jobs/907', world: newWorld },
  { name: 'job-failed', path: '/jobs/909', world: newWorld },
  { name: 'job-completed', path: '/jobs/900', world: newWorld },
  { name: 'jobs-problem', path: '/jobs', world: refusing('GET /jobs'), withProblems: true, act: told },
  { name: 'review-problem', path: '/review', world: refusing('GET /moderation/queue'), withProblems: true, act: told },
  {
    name: 'review-marked',
    path: '/review',
    world: newWorld,
    act: async (page) => {
      await page.getByRole('button', { name: 'Approve' }).waitFor();
      await page.keyboard.press('Shift+X');
    },
  },
  { name: 'people-problem', path: '/people', world: refusing('GET /users'), withProblems: true, act: told },
  { name: 'people-empty', path: '/people', world: emptyWorld },
  {
    name: 'people-edit',
    path: '/people',
    world: newWorld,
    act: async (page) => {
      await page.getByRole('button', { name: 'Edit Priya Raman' }).click();
      await page.getByText('Chrome, Windows').waitFor();
    },
  },
  { name: 'audit-problem', path: '/audit', world: refusing('GET /audit'), withProblems: true, act: told },
  { name: 'audit-empty', path: '/audit', world: emptyWorld },
  { name: 'people', path: '/people', world: newWorld },
  {
    name: 'people-create',
    path: '/people',
    world: newWorld,
    act: (page) => page.getByRole('button', { name: 'Add a person' }).click(),
  },
  {
    name: 'people-initial-password',
    path: '/people',
    world: newWorld,
    act: async (page) => {
      await page.getByRole('button', { name: 'Add a person' }).click();
      await page.getByLabel('Name').fill('Noor Haddad');
      await page.getByRole('dialog').getByLabel('Email').fill('noor@example.org');
      await page.getByRole('button', { name: 'Create' }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'audit',
    path: '/audit',
    world: newWorld,
    act: async (page) => {
      await page.getByRole('button', { name: 'Verify the chain' }).click();
      await page.getByText('All 214 entries').waitFor();
    },
  },
  ...insights,
  { name: 'password', path: '/password', world: newWorld },
  { name: 'not-found', path: '/no/such/page', world: newWorld },
  { name: 'forbidden', path: '/people', world: () => newWorld('USER') },
];
