import { describe, expect, it } from 'vitest';
import { eventually, setStage } from './stage';
import { newWorld } from './world';

const stage = setStage(() => newWorld());

describe('people', () => {
  it('are found, get another role and category, and are disabled', async () => {
    const { page, world, origin } = stage;
    await page.goto(`${origin}/people`);
    await page.getByRole('searchbox', { name: 'Search' }).fill('priya');
    await eventually(() => page.getByRole('button', { name: /^Edit / }).count()).toBe(1);
    await page.getByRole('button', { name: 'Edit Priya Raman' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit person' });
    await dialog.getByLabel('Role').selectOption('EDITOR');
    await dialog.getByLabel('Category').selectOption('DEALER');
    await dialog.getByLabel('May sign in').uncheck();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Priya Raman is saved. Their old sessions have ended.').waitFor();
    const priya = world.users.find(({ displayName }) => displayName === 'Priya Raman');
    expect(priya).toMatchObject({ role: 'EDITOR', category: 'DEALER', enabled: false });
    await page
      .getByRole('row', { name: /Priya Raman/ })
      .getByText('Disabled')
      .waitFor();
  });

  it('get a new password that is shown once', async () => {
    const { page, origin } = stage;
    await page.goto(`${origin}/people`);
    await page.getByRole('button', { name: 'Edit Priya Raman' }).click();
    await page.getByRole('button', { name: 'Reset password…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Reset password' }).click();
    const secret = page.getByRole('textbox', { name: 'Initial password' });
    await secret.waitFor();
    expect(await secret.inputValue()).toBe('river-anvil-moss-cello-81');
    await page.getByRole('button', { name: 'Done' }).click();
    await secret.waitFor({ state: 'detached' });
    expect(await page.getByText('river-anvil').count()).toBe(0);
  });
});

describe('the audit log', () => {
  it('is filtered by what was done, and proves its chain', async () => {
    const { page, world, origin } = stage;
    await page.goto(`${origin}/audit`);
    const rows = page.getByRole('row').filter({ has: page.getByRole('cell') });
    await eventually(() => rows.count()).toBe(world.audit.length);
    const [entry] = world.audit;
    const action = entry?.action ?? 'SIGNED_IN';
    await page.getByRole('combobox', { name: 'Action' }).selectOption(action);
    await eventually(() => rows.count()).toBe(world.audit.filter((one) => one.action === action).length);
    await page.getByRole('textbox', { name: 'Person' }).fill('Edmund');
    await eventually(() => world.log.filter(({ path }) => path === '/audit').at(-1)?.query).toMatch(/actor=Edmund/);
    await page.getByRole('button', { name: 'Verify the chain' }).click();
    await page.getByText('All 214 entries are as they were written.').waitFor();
    world.auditBrokenAt = 97;
    await page.getByRole('button', { name: 'Verify the chain' }).click();
    await page.getByRole('alert').getByText('Entry 97 is not what was written').waitFor();
  });
});
