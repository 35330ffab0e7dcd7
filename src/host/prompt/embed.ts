import { basename } from 'node:path';
import type { Progress, Uri } from 'vscode';
import { ConfigurationTarget, l10n, window, workspace } from 'vscode';
import { z } from 'zod';
import type { Services } from '../services';
import { cancellable } from '../support/cancellable';
import type { CommandLineOptions } from '../support/commandLine';
import { requireSuccess } from '../support/commandLine';
import { homeOf } from '../support/folders';
import { PROMPT_ENDING, pickFile } from '../support/pickFile';
import { settings } from '../support/settings';

/** What `text embed --dry-run --json` says: nothing is fetched before the user has seen this. */
const planSchema = z.object({
  features: z.array(z.object({ path: z.string(), state: z.string() })),
  download: z.object({ id: z.string(), folder: z.string(), megabytes: z.number().nullable() }).nullable(),
});
type Download = NonNullable<z.infer<typeof planSchema>['download']>;

/** A line of progress on the standard error: "onnx/model.onnx 30 %". */
const PERCENT = /^(\S+) (\d{1,3}) %$/;

/** Asks before a download. Resolves to the model to use: the same, a folder that the user has, or undefined. */
async function agreedModel(model: string, { id, folder, megabytes }: Download): Promise<string | undefined> {
  const download = l10n.t('Download');
  const choose = l10n.t('Choose a Model Folder…');
  const size = megabytes === null ? l10n.t('Its size is not known.') : l10n.t('It is about {0} MB.', String(megabytes));
  const detail = l10n.t('It comes from the model hub and is kept in {0}. Nothing of yours is sent.', folder);
  const choice = await window.showWarningMessage(
    l10n.t('Download the text encoder {0}?', id),
    { modal: true, detail: `${size} ${detail}` },
    download,
    choose,
  );
  if (choice === download) return model;
  if (choice !== choose) return undefined;
  const [chosen] = (await window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, title: choose })) ?? [];
  if (chosen === undefined) return undefined;
  await workspace.getConfiguration('llmSegNet').update('text.encoder', chosen.fsPath, ConfigurationTarget.Global);
  return chosen.fsPath;
}

function progressOf(progress: Progress<{ message: string }>): (output: string) => void {
  return (output) => {
    const [, file, percent] = PERCENT.exec(output.trimEnd().split('\n').at(-1) ?? '') ?? [];
    if (file !== undefined && percent !== undefined) progress.report({ message: `${file} ${percent} %` });
  };
}

/** The editor's own requests go through the proxy of its settings; so must the child's. */
function proxyOfEditor(): Record<string, string> {
  const proxy = workspace.getConfiguration('http').get<string>('proxy', '');
  return proxy === '' ? {} : { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy, https_proxy: proxy };
}

/** In a child process, because an encoder takes hundreds of megabytes and seconds; cancelling ends it, and a half download counts for nothing. */
export async function embed({ commandLine, log }: Services, argument: unknown): Promise<void> {
  const uri: Uri | undefined = await pickFile(argument, PROMPT_ENDING, l10n.t('Embed which prompt file?'));
  if (!uri) return;
  await (await workspace.openTextDocument(uri)).save();
  const isOffline = settings.offline();
  const environment = { ...proxyOfEditor(), ...(isOffline ? { LLMSEGNET_OFFLINE: '1' } : {}) };
  const options: CommandLineOptions = { cwd: homeOf(uri), environment };
  const args = (model: string): string[] => ['text', 'embed', uri.fsPath, '--model', model];
  let model = settings.encoder();
  const title = l10n.t('Embedding text');
  // Not for free: the files of a model are hashed.
  const planned = await cancellable(title, (token) =>
    commandLine.run([...args(model), '--dry-run', '--json'], { ...options, token }),
  );
  if (planned === undefined) return;
  const { download, features } = planSchema.parse(JSON.parse(requireSuccess(planned)));
  if (download !== null) {
    if (isOffline) {
      const fix = l10n.t('Turn it off, or name a model folder in llmSegNet.text.encoder.');
      throw new Error(`${l10n.t('{0} is not on this machine, and the setting llmSegNet.offline is on.', download.id)} ${fix}`);
    }
    const agreed = await agreedModel(model, download);
    if (agreed === undefined) return;
    model = agreed;
  }
  const consent = download === null ? [] : ['--allow-download'];
  const result = await cancellable(title, (token, progress) =>
    commandLine.run([...args(model), ...consent], { ...options, token, onOutput: progressOf(progress) }),
  );
  if (result === undefined) return;
  log.info(requireSuccess(result).trim());
  const fresh = features.every(({ state }) => state === 'up to date');
  const name = basename(uri.fsPath);
  void window.showInformationMessage(
    fresh ? l10n.t('The feature of {0} is up to date.', name) : l10n.t('The feature of {0} by {1} is ready.', name, model),
  );
}
