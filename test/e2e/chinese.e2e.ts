import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from './workbench';
import { keepEvidence, startWorkbench } from './workbench';

const prompt = fileURLToPath(new URL('../../prompts/hippocampus.segprompt.md', import.meta.url));

describe('Simplified Chinese', () => {
  let workbench: Workbench;
  const folder = mkdtempSync(join(tmpdir(), 'llm-segnet-chinese-'));
  beforeAll(async () => {
    writeFileSync(join(folder, 'tiny.llmsegnet.json'), '{\n  "preset": "phantom",\n  "text": { "injection": "off" }\n}\n');
    copyFileSync(prompt, join(folder, 'hippocampus.segprompt.md'));
    workbench = await startWorkbench({ folder, locale: 'zh-cn' });
  });
  afterAll(() => workbench.close());
  afterEach(({ task }) => keepEvidence(workbench, task));
  const lens = (text: string) => workbench.page.locator('.codelens-decoration a').filter({ hasText: text }).first();

  it('is the language of views, lenses, commands and messages', async () => {
    const { page } = workbench;
    await workbench.sideBar();
    await page.locator('.sidebar').getByText('运行模体演示').first().waitFor();
    await workbench.open('tiny.llmsegnet.json');
    await lens('训练').waitFor();
    await workbench.screenshot('chinese');
    await workbench.command('Beta 扫描');
    await workbench.notification('显示日志').filter({ hasText: '没有文本时' }).waitFor();
    await workbench.screenshot('chinese-message');
    await workbench.open('hippocampus.segprompt.md');
    await lens('全部重新生成').waitFor();
    await workbench.screenshot('chinese-prompt');
    await workbench.command('打开入门指南');
    await page.getByText('实验就是一个文件').first().waitFor();
    await workbench.screenshot('chinese-walkthrough');
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input').fill('>LLM-SegNet');
    // The second line of a command has its English title, which VS Code adds by itself.
    const commands = page.locator('.quick-input-widget .quick-input-list-rows > .quick-input-list-row:first-child .label-name');
    await commands.filter({ hasText: '打开入门指南' }).first().waitFor();
    await workbench.screenshot('chinese-commands');
    const titles = await commands.allInnerTexts();
    expect(titles.length).toBeGreaterThan(5);
    expect(titles.filter((title) => !/\p{Script=Han}/u.test(title))).toEqual([]);
  });
});
