// SPDX-License-Identifier: LicenseRef-Private
// Claude Code without a window: a plain question, and a task that needs a tool.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { claudeModel, finish, hasFakes, key, openAiModel, proxyUrl, runAgent, skip, step,
    upstreamDialect } from './check.mjs';

const command = join(process.env.LLM_PROXY_CLIENTS_DIR ?? '.', 'node_modules/.bin/claude');
if (!existsSync(command))
    skip('Claude Code is not installed');

const model = upstreamDialect === 'openai' ? openAiModel : claudeModel;
const environment = {
    ANTHROPIC_BASE_URL: proxyUrl,
    ANTHROPIC_API_KEY: key,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
};

async function run(prompt, ...more) {
    const { status, output, errors } = await runAgent(
        command,
        ['-p', prompt, '--model', model, '--output-format', 'stream-json', '--verbose', ...more],
        environment);
    assert.equal(status, 0, `${errors}\n${output}`);
    return output.trim().split('\n').map((line) => JSON.parse(line));
}

await step('answers a question', async () => {
    const events = await run('Say something.', '--tools', '');
    const result = events.at(-1);
    assert.equal(result.type, 'result');
    assert.equal(result.is_error, false);
    assert.notEqual(result.result, '');
});

await step('completes a tool loop', async () => {
    const events = await run('Run `echo hello-from-the-shell` and tell what it printed.',
        '--tools', 'Bash', '--allowedTools', 'Bash(echo:*)');
    const results = events.filter((event) => event.type === 'user')
        .flatMap((event) => event.message.content)
        .filter((block) => block.type === 'tool_result');
    // A backend that rewrites the prompt may hide from the fake what to run.
    const expected = hasFakes ? 'hello-from-the-shell' : '';
    assert.ok(results.some((block) => JSON.stringify(block.content).includes(expected)
        && !block.is_error), JSON.stringify(results));
    assert.equal(events.at(-1).is_error, false);
});

finish();
