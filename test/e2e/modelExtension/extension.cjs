const { appendFileSync } = require('node:fs');
const vscode = require('vscode');

/** What the models were asked, a line of JSON each, for the test to read. */
const note = (entry) => {
  const file = process.env.LLMSEGNET_TEST_MODEL_LOG;
  if (file) appendFileSync(file, `${JSON.stringify(entry)}\n`);
};

const model = (id, name) => ({
  id,
  name,
  family: id,
  version: '1',
  maxInputTokens: 8000,
  maxOutputTokens: 8000,
  capabilities: {},
});

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

exports.activate = (context) => {
  const provider = {
    provideLanguageModelChatInformation: () => [model('answers', 'Test Model'), model('endless', 'Endless Model')],
    async provideLanguageModelChatResponse({ id }, messages, { modelOptions }, progress, token) {
      const prompt = messages.flatMap(({ content }) => content.map(({ value }) => value)).join('');
      note({ id, prompt, modelOptions });
      if (id === 'answers') {
        for (const word of (process.env.LLMSEGNET_TEST_MODEL_ANSWER ?? '').split(/(?<= )/)) {
          progress.report(new vscode.LanguageModelTextPart(word));
        }
        return;
      }
      for (let word = 1; !token.isCancellationRequested; word++) {
        progress.report(new vscode.LanguageModelTextPart(`word${word} `));
        await pause(100);
      }
      note({ id, cancelled: true });
    },
    provideTokenCount: (_model, text) => Math.ceil(String(text.value ?? text).length / 4),
  };
  context.subscriptions.push(vscode.lm.registerLanguageModelChatProvider('llm-segnet-tests', provider));
};
