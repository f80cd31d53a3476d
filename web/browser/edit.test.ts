import { beforeEach, describe, expect, it } from 'vitest';
import { complaintsOf } from './chromium';
import { eventually, setStage } from './stage';
import { newWorld } from './world';

const stage = setStage(() => newWorld());
beforeEach(async () => {
  const { page, world, origin } = stage;
  await page.goto(`${origin}/videos/${world.videos[0]?.id ?? ''}/edit`);
  await page.getByRole('heading', { name: 'Edit video' }).waitFor();
});

const captions = (text: string | Buffer) => ({ name: 'words.srt', mimeType: '', buffer: Buffer.from(text) });

describe('the editor of a video', () => {
  it('saves title and description', async () => {
    const { page, world } = stage;
    const save = page.getByRole('button', { name: 'Save title and description' });
    expect(await save.isDisabled()).toBe(true);
    await page.getByLabel('Title', { exact: true }).fill('Changing the blade, again');
    await save.click();
    await eventually(() => world.videos[0]?.title).toBe('Changing the blade, again');
  });

  it('takes captions of a language and makes them the default', async () => {
    const { page, world } = stage;
    await page.getByLabel('Language').selectOption('fr');
    await page.getByTestId('caption-file').setInputFiles(captions('1\n00:00:01,000 --> 00:00:02,000\nAttention'));
    await page.getByRole('checkbox', { name: 'Show by default' }).check();
    await page.getByRole('button', { name: 'Add captions' }).click();
    await page.getByText('French · 1 caption · shown by default').waitFor();
    expect(world.captions.at(-1)).toMatchObject({ language: 'fr', label: 'French', isDefault: true });
    await page.getByRole('button', { name: 'Delete captions English' }).click();
    await eventually(() => world.captions.map(({ language }) => language)).toEqual(['de', 'fr']);
  });

  it('says what is wrong with a file', async () => {
    const { page } = stage;
    await page.getByTestId('caption-file').setInputFiles(captions('no captions at all'));
    await page.getByRole('button', { name: 'Add captions' }).click();
    await page.getByRole('alert').getByText('line 2 should hold times').waitFor();
    await page.getByTestId('caption-file').setInputFiles(captions(Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65])));
    await page.getByRole('alert').getByText('not in UTF-8').waitFor();
  });

  it('keeps chapters in the order of the film', async () => {
    const { page, world } = stage;
    await page.getByRole('button', { name: 'Add a chapter' }).click();
    const save = page.getByRole('button', { name: 'Save chapters' });
    expect(await save.isDisabled()).toBe(true);
    await page.getByLabel('Start of chapter 4').fill('0:05');
    await page.getByLabel('Title of chapter 4').fill('Gloves <b>on</b>');
    await page.getByRole('button', { name: 'Remove chapter 3' }).click();
    await save.click();
    await eventually(() => world.chapters).toEqual([
      { startSeconds: 0, title: 'What you need' },
      { startSeconds: 5, title: 'Gloves <b>on</b>' },
      { startSeconds: 8, title: 'Taking the blade off' },
    ]);
  });

  it('leads to another file for the same address', async () => {
    const { page, world } = stage;
    const complaints = complaintsOf(page);
    await page.getByRole('link', { name: 'Replace the file' }).click();
    await page.getByText('New file for “Changing the blade').first().waitFor();
    await page.getByTestId('upload-files').setInputFiles([{ ...captions('x'.repeat(1_000)), name: 'again.mp4' }]);
    await page.getByRole('button', { name: 'Start upload' }).click();
    await page.getByText('Uploaded. It is being encoded now').first().waitFor();
    expect(world.uploads).toHaveLength(1);
    expect(world.uploads[0]).toMatchObject({ videoId: world.videos[0]?.id, generation: 2, filename: 'again.mp4' });
    expect(complaints).toEqual([]);
  });
});
