// SPDX-License-Identifier: LicenseRef-Private
// Codex without a window: it speaks the Responses API, so the upstream must too.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { finish, key, openAiModel, proxyUrl, runAgent, skip, step, upstreamDialect }
    from './check.mjs';

const command = join(process.env.LLM_PROXY_CLIENTS_DIR ?? '.', 'node_modules/.bin/codex');
if (!existsSync(command))
    skip('Codex is not installed');
if (upstreamDialect !== 'any')
    skip('Codex needs an upstream with the Responses API');

const provider = {
    name: '"llm-proxy"',
    base_url: `"${proxyUrl}/v1"`,
    env_key: '"LLM_PROXY_CLIENT_KEY"',
    wire_api: '"responses"',
};
const settings = Object.entries(provider)
    .flatMap(([name, value]) => ['-c', `model_providers.proxy.${name}=${value}`]);

async function run(prompt) {
    const { status, output, errors } = await runAgent(
        command,
        ['exec', '--json', '--skip-git-repo-check', '--sandbox', 'read-only',
            '-c', 'model_provider="proxy"', ...settings, '-m', openAiModel, prompt],
        { LLM_PROXY_CLIENT_KEY: key });
    assert.equal(status, 0, `${errors}\n${output}`);
    return output.trim().split('\n').filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line));
}

await step('completes a task', async () => {
    const events = await run('Run `echo hello-from-the-shell` and tell what it printed.');
    assert.ok(events.some((event) => event.type === 'turn.completed'), JSON.stringify(events));
    assert.ok(events.some((event) => event.item?.type === 'agent_message'));
    assert.ok(events.some((event) => event.item?.type === 'command_execution'));
});

finish();
