/** Files of the repository that are made of the schema; `npm run schema` writes them and a test compares. */
import { completionJsonSchema, experimentJsonSchema } from './jsonSchema';
import { settingsMarkdown } from './settingsTable';

const INTRODUCTION = `# The experiment file

An experiment is a file \`NAME.llmsegnet.json\`: JSON with comments and trailing commas. Everything has a default, so a file holds only what differs;
\`"preset"\` names settings to start from.

\`\`\`
llm-segnet init --preset hippocampus --data FOLDER --out mine.llmsegnet.json
llm-segnet check mine.llmsegnet.json
llm-segnet train mine.llmsegnet.json --set optimiser.learningRate=0.02
llm-segnet settings method.unsupervised
\`\`\`

Paths in a file are relative to the file. \`from\` says where a default comes from: \`paper\`; \`code-inferred\`: the public code of related methods, because the paper leaves it open;
\`ours\`: this project's choice. A \`kind\` that is the default need not be written.

This page is made of the schema (\`npm run schema\`).
`;

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export function generatedDocuments(): { readonly path: string; readonly content: string }[] {
  return [
    { path: 'schemas/experiment.schema.json', content: json(experimentJsonSchema()) },
    { path: 'schemas/completion.schema.json', content: json(completionJsonSchema()) },
    { path: 'docs/experiment.md', content: `${INTRODUCTION}\n${settingsMarkdown()}\n` },
  ];
}
