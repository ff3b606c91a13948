// SPDX-License-Identifier: LicenseRef-Private
// The official Anthropic SDK: plain, streamed, with tools, with errors, models and token counts.
import assert from 'node:assert/strict';
import { claudeModel, finish, hasFakes, key, misbehaving, openAiModel, proxyUrl, require, step,
    upstreamDialect } from './check.mjs';

const { default: Anthropic } = require('@anthropic-ai/sdk');
const client = new Anthropic({ baseURL: proxyUrl, apiKey: key, maxRetries: 0, timeout: 30_000 });
const model = upstreamDialect === 'openai' ? openAiModel : claudeModel;
const base = { model, max_tokens: 4000 };
const ask = (content) => [{ role: 'user', content }];
const tools = [{
    name: 'get_weather',
    description: 'Tells the weather of a city.',
    input_schema: {
        type: 'object',
        properties: { city: { type: 'string' } },
        required: ['city'],
    },
}];

function textOf(message) {
    return message.content.filter((block) => block.type === 'text').map((block) => block.text).join('');
}

// One tool loop; @p send makes a message out of parameters, streamed or not.
async function toolLoop(send) {
    const messages = ask('What is the weather in Köln?');
    const first = await send({ ...base, tools, messages });
    assert.equal(first.stop_reason, 'tool_use');
    const calls = first.content.filter((block) => block.type === 'tool_use');
    assert.ok(calls.length > 0 && calls.every((call) => call.name === 'get_weather'));
    assert.ok(calls.every((call) => typeof call.input === 'object' && call.id));
    const results = calls.map((call) => ({
        type: 'tool_result', tool_use_id: call.id, content: 'sunny',
    }));
    const second = await send({
        ...base,
        tools,
        messages: [...messages, { role: 'assistant', content: first.content },
            { role: 'user', content: results }],
    });
    assert.equal(second.stop_reason, 'end_turn');
    assert.notEqual(textOf(second), '');
}

await step('plain', async () => {
    const message = await client.messages.create({
        ...base,
        system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
        messages: ask('Say something.'),
    });
    assert.equal(message.type, 'message');
    assert.notEqual(textOf(message), '');
    assert.equal(message.stop_reason, 'end_turn');
    assert.ok(message.usage.output_tokens > 0);
});

await step('streamed', async () => {
    const stream = client.messages.stream({ ...base, messages: ask('Say something.') });
    let seen = '';
    stream.on('text', (piece) => { seen += piece; });
    const message = await stream.finalMessage();
    assert.notEqual(seen, '');
    assert.equal(textOf(message), seen);
    assert.equal(message.stop_reason, 'end_turn');
});

await step('tool loop', () => toolLoop((request) => client.messages.create(request)));
await step('streamed tool loop',
    () => toolLoop((request) => client.messages.stream(request).finalMessage()));

await step('image', async () => {
    const source = { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' };
    const message = await client.messages.create({
        ...base, messages: ask([{ type: 'text', text: 'What is this?' }, { type: 'image', source }]),
    });
    assert.notEqual(textOf(message), '');
});

await step('unknown model is an error of the SDK', async () => {
    await assert.rejects(
        client.messages.create({ ...base, model: 'no-such-model', messages: ask('x') }),
        (error) => error instanceof Anthropic.APIError && error.status >= 400
            && error.message.includes('no-such-model')
            // CLIProxyAPI answers in OpenAI's shape; converted errors have ours.
            && (upstreamDialect === 'any' || error.error?.type === 'error'));
});

if (hasFakes) {
    const says = { ...base, messages: ask('Say something.') };
    const plainly = (scenario) => client.messages.create(says, misbehaving(scenario));
    const streamed = (scenario) => client.messages.stream(says, misbehaving(scenario)).finalMessage();
    await step('a rate limit stays one', () => assert.rejects(
        plainly(upstreamDialect === 'openai' ? 'openai-429' : 'anthropic-429'),
        (error) => error instanceof Anthropic.RateLimitError && error.status === 429));
    await step('a broken upstream is an error', () => assert.rejects(plainly('server-error'),
        (error) => error instanceof Anthropic.InternalServerError));
    await step('a page instead of JSON is an error', () => assert.rejects(
        plainly('bad-gateway-html'), (error) => error.status === 502));
    await step('an error in mid-stream is one', () => assert.rejects(streamed('mid-error')));
    await step('a cut stream is an error', () => assert.rejects(streamed('cut-rst')));
    await step('a stream in single bytes is whole', async () => {
        assert.equal((await streamed('split-1')).stop_reason, 'end_turn');
    });
}

await step('models', async () => {
    const ids = [];
    for await (const one of client.models.list())
        ids.push(one.id);
    assert.ok(ids.length > 0);
});

await step('token count', async () => {
    const counting = client.messages.countTokens({ model, messages: ask('Say something.') });
    if (upstreamDialect === 'openai')
        await assert.rejects(counting, (error) => error.status === 501);
    else
        assert.ok((await counting).input_tokens > 0);
});

if (upstreamDialect === 'openai') {
    await step('what cannot be said is refused by name', async () => {
        const source = { type: 'file', file_id: 'file_1' };
        await assert.rejects(
            client.messages.create({ ...base, messages: ask([{ type: 'image', source }]) }),
            (error) => error instanceof Anthropic.BadRequestError
                && error.message.includes('messages.0.content.0.source'));
    });
}

finish();
