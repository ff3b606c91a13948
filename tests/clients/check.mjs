// SPDX-License-Identifier: LicenseRef-Private
// What every client script shares: where the proxy is, how a step is reported, how an agent is run.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// The packages stand where run.sh installed them, not beside these scripts.
export const require = createRequire(join(process.env.LLM_PROXY_CLIENTS_DIR ?? '.', 'from.js'));
export const proxyUrl = process.env.LLM_PROXY_URL;
export const key = process.env.LLM_PROXY_CLIENT_KEY ?? 'k-alpha-0001';
// "any", "openai" or "anthropic", as the proxy's UPSTREAM_DIALECT.
export const upstreamDialect = process.env.UPSTREAM_DIALECT || 'any';
export const claudeModel = process.env.LLM_PROXY_CLAUDE_MODEL ?? 'claude-sonnet-4-5-20250929';
export const openAiModel = process.env.LLM_PROXY_OPENAI_MODEL ?? 'gpt-5';
export const geminiModel = process.env.LLM_PROXY_GEMINI_MODEL ?? 'gemini-2.5-pro';
// Whether run.sh's own fakes are behind the proxy: they misbehave when a header asks them to.
export const hasFakes = process.env.LLM_PROXY_FAKES === '1';
export const misbehaving = (scenario) => ({ headers: { 'X-Fake-Scenario': scenario } });
export const deadlineMs = 60_000;

const skipped = 77;
let failures = 0;

// Runs one named step; a throw is a failure and the next step goes on.
export async function step(name, work) {
    try {
        await work();
        console.log(`ok    ${name}`);
    } catch (error) {
        failures += 1;
        console.log(`FAIL  ${name}: ${error?.stack ?? error}`);
    }
}

export function skip(reason) {
    console.log(`skip  ${reason}`);
    process.exit(skipped);
}

export function finish() {
    process.exit(failures === 0 ? 0 : 1);
}

// Runs an agent in an empty home and an empty working folder. Resolves to what it printed and its
// exit status; ended after the deadline.
export async function runAgent(command, args, environment) {
    const home = mkdtempSync(join(tmpdir(), 'llm-proxy-client-'));
    try {
        return await new Promise((resolve, reject) => {
            const agent = spawn(command, args, {
                cwd: home,
                env: { PATH: process.env.PATH, HOME: home, TERM: 'dumb', ...environment },
                stdio: ['ignore', 'pipe', 'pipe'],
                timeout: 2 * deadlineMs,
            });
            let output = '';
            let errors = '';
            agent.stdout.on('data', (data) => { output += data; });
            agent.stderr.on('data', (data) => { errors += data; });
            agent.on('error', reject);
            agent.on('close', (status) => resolve({ status, output, errors }));
        });
    } finally {
        rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    }
}
