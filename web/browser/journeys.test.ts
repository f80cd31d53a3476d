import { describe, expect, it } from 'vitest';
import { openPage } from './chromium';
import { eventually, setStage } from './stage';
import { newWorld, PASSWORD } from './world';

const stage = setStage(() => newWorld());

const calls = (path: string) => stage.world.log.filter((call) => call.path === path);
const film = (name: string, bytes: number) => ({ name, mimeType: 'video/mp4', buffer: Buffer.alloc(bytes, 7) });

async function choose(...files: { name: string; mimeType: string; buffer: Buffer }[]) {
  await stage.page.getByTestId('upload-files').setInputFiles(files);
}

describe('the session', () => {
  it('signs in, lands on the page asked for, and signs out', async () => {
    const { page, world, origin } = stage;
    world.signedIn = false;
    await page.goto(`${origin}/jobs`);
    await page.getByLabel('Email').fill(world.me.email);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
    await page.getByRole('button', { name: `Account of ${world.me.displayName}` }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await eventually(() => world.signedIn).toBe(false);
  });

  it('has a menu that opens by key, and gives the focus back', async () => {
    const { page, world, origin } = stage;
    await page.goto(origin);
    const account = page.getByRole('button', { name: `Account of ${world.me.displayName}` });
    await account.press('ArrowDown');
    const first = page.getByRole('menuitemradio').first();
    await first.waitFor();
    await eventually(() => first.evaluate((item) => item === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await eventually(() => account.evaluate((button) => button === document.activeElement)).toBe(true);
  });

  it('keeps no token where a script could find it later', async () => {
    const { page, origin } = stage;
    await page.goto(origin);
    await page.getByRole('heading', { name: 'Library' }).waitFor();
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie);
    expect(kept).not.toMatch(/access-|fovea_refresh/);
  });

  it('refreshes once for many calls that were refused together', async () => {
    const { page, origin } = stage;
    await page.goto(`${origin}/insights`);
    await page.getByRole('heading', { name: 'Insights', level: 1 }).waitFor();
    const before = calls('/auth/refresh').length;
    stage.standIn.endAccessTokens();
    await eventually(() => calls('/auth/refresh').length).toBeGreaterThan(before);
    await page.waitForLoadState('networkidle');
    expect(calls('/auth/refresh').length).toBe(before + 1);
  });

  it('makes a person choose a password before anything else', async () => {
    const { page, world, origin } = stage;
    world.me = { ...world.me, mustChangePassword: true };
    await page.goto(origin);
    await page.getByLabel('Current password').fill(PASSWORD);
    await page.getByLabel('New password', { exact: true }).fill('quiet orbit lamp');
    await page.getByLabel('New password again').fill('quiet orbit lamp');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByRole('heading', { name: 'Library' }).waitFor();
    expect(world.password).toBe('quiet orbit lamp');
  });
});

describe('uploads', () => {
  it('by tus: metadata first, then the bytes, with a token on each request', async () => {
    const { page, world, origin } = stage;
    await page.goto(`${origin}/upload`);
    await choose(film('Forklift_training.mp4', 3_000_000));
    await page.getByLabel('Title').fill('Forklift, the basics');
    await page.getByRole('button', { name: 'Start upload' }).click();
    await page.getByText('Uploaded. It is being encoded now').first().waitFor();
    const [upload] = world.uploads;
    expect(upload).toMatchObject({ state: 'COMPLETE', receivedBytes: 3_000_000, filename: 'Forklift_training.mp4' });
    expect(world.videos[0]).toMatchObject({ title: 'Forklift, the basics', status: 'UPLOADED' });
    const sent = world.log.filter(({ method }) => method === 'PATCH');
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.every(({ authorization }) => authorization?.startsWith('Bearer access-'))).toBe(true);
  });

  it('go on after the page was loaded again, where the server says', async () => {
    const { page, world, origin } = stage;
    await page.goto(`${origin}/upload`);
    world.problems.set('PATCH /uploads/*', { status: 503, code: 'internal-error' });
    await choose(film('Long.mp4', 2_000_000));
    await page.getByRole('button', { name: 'Start upload' }).click();
    await eventually(() => world.uploads.length).toBe(1);
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    const [upload] = world.uploads;
    if (upload !== undefined) {
      upload.receivedBytes = 1_200_000;
    }
    world.problems.clear();
    await page.reload();
    await page.getByRole('heading', { name: 'Unfinished uploads' }).waitFor();
    await choose(film('Long.mp4', 2_000_000));
    await page.getByText('Goes on after 1.2 MB.').waitFor();
    await page.getByRole('button', { name: 'Start upload' }).click();
    await page.getByText('Uploaded. It is being encoded now').first().waitFor();
    expect(world.uploads).toHaveLength(1);
    expect(world.uploads[0]?.receivedBytes).toBe(2_000_000);
  });

  it('survive a lost network and another page in their middle, each byte once', async () => {
    const { page, world, origin } = stage;
    const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 31 + (index >> 9)) % 251));
    const long = { name: 'Cut.mp4', mimeType: 'video/mp4', buffer: bytes };
    await page.goto(`${origin}/upload`);
    world.cutAfterBytes = 700_000;
    await choose(long);
    await page.getByRole('button', { name: 'Start upload' }).click();
    await page.getByText('No connection.').first().waitFor();
    const received = () => world.uploads[0]?.receivedBytes ?? 0;
    const before = received();
    expect(before).toBeGreaterThanOrEqual(700_000);
    world.isDown = false;
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await eventually(received).toBeGreaterThan(before);
    await page.getByText('No connection.').first().waitFor();
    world.isDown = false;
    world.cutAfterBytes = undefined;
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await page.getByRole('heading', { name: 'Unfinished uploads' }).waitFor();
    await choose(long);
    await page.getByText(/^Goes on after/).waitFor();
    await page.getByRole('button', { name: 'Start upload' }).click();
    await page.getByText('Uploaded. It is being encoded now').first().waitFor();
    expect(world.uploads).toHaveLength(1);
    expect(Buffer.concat(world.uploads[0]?.content ?? []).equals(bytes)).toBe(true);
  });

  it('go on in another browser of the same person, each byte once', async () => {
    const { world, origin } = stage;
    const bytes = Buffer.from(Array.from({ length: 2_000_000 }, (_, index) => (index * 17 + (index >> 8)) % 251));
    const long = { name: 'Moved.mp4', mimeType: 'video/mp4', buffer: bytes };
    await stage.page.goto(`${origin}/upload`);
    world.cutAfterBytes = 700_000;
    await choose(long);
    await stage.page.getByRole('button', { name: 'Start upload' }).click();
    await stage.page.getByText('No connection.').first().waitFor();
    const received = world.uploads[0]?.receivedBytes ?? 0;
    expect(received).toBeGreaterThanOrEqual(700_000);
    await stage.page.context().close();
    world.isDown = false;
    world.cutAfterBytes = undefined;
    const { page } = await openPage(stage.browser);
    stage.page = page; // it knows nothing of the first but who is signed in
    await page.goto(`${origin}/upload`);
    await page.getByRole('heading', { name: 'Unfinished uploads' }).waitFor();
    await choose(long);
    await page.getByText(/^Goes on after/).waitFor();
    await page.getByRole('button', { name: 'Start upload' }).click();
    await page.getByText('Uploaded. It is being encoded now').first().waitFor();
    expect(world.uploads).toHaveLength(1);
    expect(world.uploads[0]?.content.length).toBeGreaterThan(1);
    expect(Buffer.concat(world.uploads[0]?.content ?? []).equals(bytes)).toBe(true);
  });

  it('show the beginning of the film while the rest arrives, or why not', async () => {
    const { page, world, origin } = stage;
    world.problems.set('PATCH /uploads/*', { status: 503, code: 'internal-error' });
    await page.goto(`${origin}/upload`);
    await choose(film('Hours.mp4', 2_000_000));
    await page.getByRole('button', { name: 'Start upload' }).click();
    await eventually(() => world.uploads.length).toBe(1);
    const arriving = world.videos[0] ?? expect.fail('there is no video');
    arriving.statusReason = 'The preview starts when the upload is done: for a reason.';
    await page.getByText('The preview starts when the upload is done').waitFor();
    Object.assign(arriving, {
      statusReason: undefined,
      progress: { unitsDone: 1, unitsTotal: 4 },
      sizeBytes: 2_000_000,
      receivedBytes: 860_000,
    });
    await page.getByText('1 of 4 parts are encoded').waitFor();
    await page.getByRole('button', { name: 'Preview Hours' }).click();
    const dialog = page.getByRole('dialog', { name: 'Preview Hours' });
    await dialog.getByText('while the file still arrives').waitFor();
    await dialog.getByRole('button', { name: 'play', exact: true }).click();
    await eventually(() => page.evaluate(() => document.querySelector('video')?.currentTime ?? 0)).toBeGreaterThan(0.3);
    page.on('dialog', (leaving) => void leaving.accept());
    await page.goto(`${origin}/mine`);
    await page.getByText('Waits for the upload: 43 % there · 1 of 4 parts are encoded').waitFor();
    await page.getByRole('progressbar', { name: 'Upload of Hours' }).waitFor();
    await page.getByRole('button', { name: 'Preview Hours' }).waitFor();
    await page.getByRole('button', { name: 'Preview Big Buck Bunny' }).waitFor();
  });

  it('take title and description while the bytes go', async () => {
    const { page, world, origin } = stage;
    world.problems.set('PATCH /uploads/*', { status: 503, code: 'internal-error' });
    await page.goto(`${origin}/upload`);
    await choose(film('Slow.mp4', 1_000_000));
    await page.getByRole('button', { name: 'Start upload' }).click();
    await page.getByRole('button', { name: 'Pause Slow.mp4' }).waitFor();
    await page.getByLabel('Title').fill('A better name');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await eventually(() => world.videos[0]?.title).toBe('A better name');
  });

  it('show how far the encoding is, and its beginning', async () => {
    const { page, world, origin } = stage;
    await page.goto(`${origin}/upload`);
    await choose(film('Early.mp4', 10_000));
    await page.getByRole('button', { name: 'Start upload' }).click();
    await page.getByText('Uploaded. It is being encoded now').first().waitFor();
    const [uploaded] = world.videos;
    Object.assign(uploaded ?? {}, { status: 'PROCESSING', progress: { unitsDone: 1, unitsTotal: 9 } });
    await page.getByRole('progressbar', { name: 'Encoding of Early' }).waitFor();
    await page.getByRole('button', { name: 'Preview Early' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'play', exact: true }).click();
    await eventually(() => page.evaluate(() => document.querySelector('video')?.currentTime ?? 0)).toBeGreaterThan(0.3);
    expect(world.events).toEqual([]);
  });

  it('to S3: presigned parts, completed with their tags', async () => {
    const { page, world, origin } = stage;
    world.uploadProtocol = 's3-multipart';
    await page.goto(`${origin}/upload`);
    await choose(film('Parts.mp4', 12_000_000));
    await page.getByRole('button', { name: 'Start upload' }).click();
    await page.getByText('Uploaded. It is being encoded now').first().waitFor();
    expect([...(world.uploads[0]?.parts.entries() ?? [])].sort()).toEqual([
      [1, 5_000_000],
      [2, 5_000_000],
      [3, 2_000_000],
    ]);
  });
});

describe('by keys alone', () => {
  const focused = () =>
    stage.page.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
    );
  /** Tabs on until what has the focus is named so. */
  async function tabTo(name: RegExp) {
    for (let steps = 0; steps < 60; steps += 1) {
      await stage.page.keyboard.press('Tab');
      if (name.test(await focused())) {
        return;
      }
    }
    throw new Error(`no Tab led to ${name.source}; the last was ${await focused()}`);
  }

  it('one signs in, finds a film, watches it in focus and leaves', async () => {
    const { page, world, origin } = stage;
    world.signedIn = false;
    await page.goto(origin);
    await page.getByLabel('Email').focus();
    await page.keyboard.type(world.me.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Library' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('blade');
    await eventually(() => page.getByRole('link', { name: /blade/ }).count()).toBe(1);
    await tabTo(/blade/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'play', exact: true }).waitFor();
    await page.keyboard.press('k');
    await page.getByRole('button', { name: 'pause', exact: true }).waitFor();
    await tabTo(/^Settings$/);
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    await page.keyboard.type('1.5');
    await page.keyboard.press('Enter');
    await eventually(() => page.evaluate(() => document.querySelector('video')?.playbackRate)).toBe(1.5);
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.locator('[data-focus][data-idle]').waitFor();
    await page.keyboard.press('Tab');
    await page.locator('[data-focus]:not([data-idle])').waitFor();
    await page.keyboard.press('g');
    await page.getByRole('dialog', { name: 'Your focus' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    await page.getByRole('heading', { name: 'Library' }).waitFor();
  });
});

describe('the desk', () => {
  it('reviews by keys: next, approve, reject with a reason', async () => {
    const { page, world, origin } = stage;
    await page.goto(`${origin}/review`);
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    const titles = world.queue.map(({ videoId }) => videoId);
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    await eventually(() => world.verdicts.length).toBe(1);
    expect(world.verdicts[0]).toMatchObject({ kind: 'approval', videoId: titles[1], body: { manifestHash: 'a1b2c3' } });
    await page.getByText('“Cleaning the filter housing” is approved.').waitFor();
    await page.keyboard.press('r');
    await page.getByLabel('Common reasons').selectOption('It is outdated or wrong.');
    await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
    await eventually(() => world.verdicts.length).toBe(2);
    expect(world.verdicts[1]).toMatchObject({
      kind: 'rejection',
      body: { reason: 'It is outdated or wrong.', deleteStorage: false },
    });
  });

  it('decides many at once, each bound to what was looked at', async () => {
    const { page, world, origin } = stage;
    const [first] = world.queue;
    const template = first ?? expect.fail('the queue is empty');
    world.queue = Array.from({ length: 200 }, (_, index) => ({
      ...template,
      videoId: `0190b5a2-0000-7000-8000-${String(5_000 + index).padStart(12, '0')}`,
      title: `Lesson ${index + 1}`,
      manifestHash: `hash-${index + 1}`,
    }));
    await page.goto(`${origin}/review`);
    await page.getByText('200 videos', { exact: true }).waitFor();
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('2 marked').waitFor();
    await page.keyboard.press('r');
    await page.getByLabel('Common reasons').selectOption('It is outdated or wrong.');
    await page.getByRole('dialog', { name: 'Reject 2 videos' }).getByRole('button', { name: 'Reject' }).click();
    await page.getByText('2 videos are rejected.').waitFor();
    await page.keyboard.press('Shift+X');
    await page.getByRole('button', { name: 'Approve 198' }).click();
    await page.getByText('198 videos are approved.').waitFor();
    await page.getByText('Nothing waits for you').waitFor();
    expect(world.verdicts).toHaveLength(200);
    expect(world.verdicts[0]).toMatchObject({ kind: 'rejection', body: { manifestHash: 'hash-1' } });
    const approved = world.verdicts.slice(2).map(({ body }) => (body as { manifestHash: string }).manifestHash);
    expect(new Set(approved).size).toBe(198);
  });

  it('shows the beginning of what is still encoded, and asks for no verdict on it', async () => {
    const { page, world, origin } = stage;
    const encoded = world.videos.find(({ status }) => status === 'PROCESSING') ?? expect.fail('none is encoded');
    const [waiting] = world.queue;
    const { id: videoId, title } = encoded;
    world.queue.push({ ...(waiting ?? expect.fail('the queue is empty')), videoId, title, status: 'PROCESSING' });
    await page.goto(`${origin}/review`);
    await page.getByLabel('Status').selectOption('Being encoded');
    await page.getByText('Only its beginning is ready.').waitFor();
    await page.getByRole('button', { name: 'play', exact: true }).click();
    await eventually(() => page.evaluate(() => document.querySelector('video')?.currentTime ?? 0)).toBeGreaterThan(0.3);
    expect(calls(`/videos/${videoId}/preview`)).toHaveLength(1);
    await page.keyboard.press('a');
    await page.keyboard.press('Shift+X');
    expect(await page.getByRole('button', { name: /^(Approve|Reject)/ }).count()).toBe(0);
    expect(world.verdicts).toEqual([]);
  });

  it('finds what waits by uploader and age, and says what was decided before', async () => {
    const { page, world, origin } = stage;
    await page.goto(`${origin}/review`);
    await page.getByRole('heading', { name: 'Decisions so far' }).waitFor();
    await page.getByText('by Edmund Lindqvist').waitFor();
    await page.getByLabel('Uploader').fill('haddad');
    await page.getByLabel('Waiting', { exact: true }).selectOption('168');
    await page.getByText('Nothing fits these filters').waitFor();
    await page.getByLabel('Waiting', { exact: true }).selectOption('');
    const theirs = world.queue.filter(({ uploader }) => uploader.displayName === 'Noor Haddad');
    await eventually(() => page.getByRole('navigation', { name: 'Queue' }).getByRole('listitem').count()).toBe(
      theirs.length,
    );
    expect(new URL(page.url()).search).toBe('?uploader=haddad');
  });

  it('signs a person out everywhere', async () => {
    const { page, world, origin } = stage;
    await page.goto(`${origin}/people`);
    await page.getByRole('button', { name: 'Edit Priya Raman' }).click();
    await page.getByText('Chrome, Windows').waitFor();
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Nowhere at the moment.').waitFor();
    expect(world.sessions).toEqual([]);
  });

  it('restarts a failed job and stops a running one', async () => {
    const { page, world, origin } = stage;
    await page.goto(`${origin}/jobs`);
    await page
      .getByRole('row', { name: /Torque wrench/ })
      .getByRole('button', { name: 'Restart' })
      .click();
    await page
      .getByRole('row', { name: /Big Buck Bunny/ })
      .getByRole('button', { name: 'Stop' })
      .click();
    await eventually(() => world.jobCommands).toEqual(['restart 909', 'stop 907']);
  });

  it('pauses a job, lets it go last, and restarts all that failed for one reason', async () => {
    const { page, world, origin } = stage;
    await page.goto(`${origin}/jobs/907`);
    await page.getByLabel('Priority').selectOption('Last');
    await page.getByText('Its turn is now: last.').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('The job stops after the units being encoded.').waitFor();
    await page.goto(`${origin}/jobs?failure=SOURCE`);
    await page.getByRole('button', { name: 'Restart all that failed: the file' }).click();
    await page.getByText('One job starts again.').waitFor();
    expect(world.jobCommands).toEqual(['priority 907 -10', 'pause 907', 'restarts SOURCE']);
  });

  it('follows jobs by their stream: the strip, the time to go, the end', async () => {
    const { page, world, origin } = stage;
    await page.goto(`${origin}/jobs`);
    const row = page.getByRole('row', { name: /Big Buck Bunny/ });
    await row.getByRole('img', { name: /^Units of 720p of Big Buck Bunny.*: 8 of 22 units$/ }).waitFor();
    await row.getByText('1 min 34 s to go').waitFor();
    const job = world.jobs[0] ?? expect.fail('there is no job');
    for (const unit of job.units ?? []) {
      unit.state = 'ACCEPTED';
    }
    job.status = 'COMPLETED';
    job.unitsDone = job.unitsTotal;
    job.etaSeconds = undefined;
    world.jobEvents.push({ event: 'job', data: { ...job, units: undefined } });
    await row.getByText('Completed').waitFor();
    await row.getByRole('img', { name: /^Units of 720p .*: 22 of 22 units$/ }).waitFor();
  });

  it('says what a job waits for while its file arrives, until it goes on', async () => {
    const { page, world, origin } = stage;
    const job = world.jobs[0] ?? expect.fail('there is no job');
    job.awaitedUpload = { receivedBytes: 43, sizeBytes: 100 };
    await page.goto(`${origin}/jobs`);
    const row = page.getByRole('row', { name: /Big Buck Bunny/ });
    await row.getByText('Waits for the upload: 43 % there').waitFor();
    await page.goto(`${origin}/jobs/${job.id}`);
    await page.getByText('Waits for the upload: 43 % there').waitFor();
    job.awaitedUpload = undefined;
    world.problems.set('GET /jobs/*', { status: 503, code: 'internal-error' }); // only the stream tells
    world.jobEvents.push({ event: 'job', data: { ...job, units: undefined } });
    await page.getByText('Waits for the upload').waitFor({ state: 'detached' });
    await page.getByRole('img', { name: /^Units of 720p: 8 of 22 units$/ }).waitFor();
  });

  it('shows who encoded what, every attempt with its log, and the conformance', async () => {
    const { page, origin } = stage;
    await page.goto(`${origin}/jobs/909`);
    await page.getByRole('img', { name: /^worker-1: \d+ attempts/ }).waitFor();
    const failed = page.getByRole('row', { name: /Span 8/ });
    await failed.getByRole('group').click();
    await failed.getByText('Conversion failed!').waitFor();
    await page.goto(`${origin}/jobs/900`);
    await page.getByText('All 3 rules kept').waitFor();
  });

  it('makes a task of videos in an order, for a category', async () => {
    const { page, world, origin } = stage;
    await page.goto(`${origin}/tasks`);
    await page.getByRole('button', { name: 'New task' }).click();
    const dialog = page.getByRole('dialog', { name: 'New task' });
    await dialog.getByLabel('Name').fill('For newcomers');
    await dialog.getByLabel('For everyone of').selectOption('INTERN');
    await dialog.getByRole('button', { name: 'Welcome: your first week' }).click();
    await dialog.getByRole('button', { name: 'Changing the blade of the band saw' }).click();
    await dialog.getByRole('button', { name: 'Move Changing the blade of the band saw up' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'For newcomers' }).click();
    await page.getByText('0 of 2 done').first().waitFor();
    expect(world.tasks[0]).toMatchObject({ title: 'For newcomers', category: 'INTERN' });
    expect(world.tasks[0]?.videos.map(({ title }) => title)).toEqual([
      'Changing the blade of the band saw',
      'Welcome: your first week',
    ]);
  });

  it('changes a task as it was when it was opened', async () => {
    const { page, world, origin } = stage;
    await page.goto(`${origin}/tasks/${world.tasks[0]?.id}`);
    await page.getByRole('button', { name: 'Edit the task' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit the task' });
    await dialog.getByLabel('Name').fill('For all newcomers');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'For all newcomers' }).waitFor();
    expect(world.tasks[0]?.title).toBe('For all newcomers');
  });

  it('goes on to the next video of a task by itself, unless told not to', async () => {
    const { page, world, origin } = stage;
    const task = world.tasks[0]?.id ?? '';
    const [first, second] = world.tasks[0]?.videos ?? [];
    const end = () => page.evaluate(() => document.querySelector('video')?.dispatchEvent(new Event('ended')));
    await page.goto(`${origin}/watch/${first?.videoId}?task=${task}`);
    await page.getByText('video 1 of 3.').waitFor();
    await page.getByRole('button', { name: 'play', exact: true }).waitFor();
    await page.getByLabel('Go on to the next video by itself').uncheck();
    await end();
    await page.getByText(`Next: ${second?.title}`).waitFor();
    expect(await page.getByRole('timer').count()).toBe(0);
    await page.getByLabel('Go on to the next video by itself').check();
    await page.getByRole('timer').waitFor();
    await page.waitForURL(`**/watch/${second?.videoId}?task=${task}`);
    await page.getByText('video 2 of 3.').waitFor();
  });

  it('shows an initial password once', async () => {
    const { page, world, origin } = stage;
    await page.goto(`${origin}/people`);
    await page.getByRole('button', { name: 'Add a person' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a person' });
    await dialog.getByLabel('Name').fill('Noor Haddad');
    await dialog.getByLabel('Email').fill('noor@example.org');
    await dialog.getByLabel('Category').selectOption('VENDOR');
    await dialog.getByRole('button', { name: 'Create' }).click();
    expect(await page.getByRole('textbox', { name: 'Initial password' }).inputValue()).toBe('lamp-orbit-quiet-fern-27');
    await page.getByRole('button', { name: 'Done' }).click();
    expect(await page.getByText('lamp-orbit').count()).toBe(0);
    expect(world.users[0]).toMatchObject({ displayName: 'Noor Haddad', category: 'VENDOR' });
  });
});
