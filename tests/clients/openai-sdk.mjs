// SPDX-License-Identifier: LicenseRef-Private
// The official OpenAI SDK: plain, streamed, with tools, with errors, models and, where the upstream
// has them, responses.
import assert from 'node:assert/strict';
import { claudeModel, finish, hasFakes, key, misbehaving, openAiModel, proxyUrl, require, step,
    upstreamDialect } from './check.mjs';

const { default: OpenAI } = require('openai');
const client = new OpenAI({
    baseURL: `${proxyUrl}/v1`, apiKey: key, maxRetries: 0, timeout: 30_000,
});
const model = upstreamDialect === 'anthropic' ? claudeModel : openAiModel;
const ask = (content) => [
    { role: 'developer', content: 'Be brief.' }, { role: 'user', content }];
const parameters = {
    type: 'object', properties: { city: { type: 'string' } }, required: ['city'],
};
const tools = [{
    type: 'function',
    function: { name: 'get_weather', description: 'Tells the weather of a city.', parameters },
}];
const { chat } = client;

async function toolLoop(send) {
    const messages = ask('What is the weather in Köln?');
    const first = (await send({ model, tools, messages })).choices[0];
    assert.equal(first.finish_reason, 'tool_calls');
    for (const call of first.message.tool_calls)
        assert.equal(typeof JSON.parse(call.function.arguments), 'object');
    const results = first.message.tool_calls.map((call) => ({
        role: 'tool', tool_call_id: call.id, content: 'sunny',
    }));
    const second = (await send({
        model, tools, messages: [...messages, first.message, ...results],
    })).choices[0];
    assert.equal(second.finish_reason, 'stop');
    assert.ok(second.message.content);
}

await step('plain', async () => {
    const answer = await chat.completions.create({ model, messages: ask('Say something.') });
    assert.equal(answer.object, 'chat.completion');
    assert.ok(answer.choices[0].message.content);
    assert.equal(answer.choices[0].finish_reason, 'stop');
    assert.ok(answer.usage.total_tokens > 0);
});

await step('streamed', async () => {
    const stream = await chat.completions.create({
        model, messages: ask('Say something.'), stream: true, stream_options: { include_usage: true },
    });
    let text = '';
    let reason = null;
    let usage = null;
    for await (const chunk of stream) {
        text += chunk.choices[0]?.delta?.content ?? '';
        reason = chunk.choices[0]?.finish_reason ?? reason;
        usage = chunk.usage ?? usage;
    }
    assert.notEqual(text, '');
    assert.equal(reason, 'stop');
    assert.ok(usage?.completion_tokens > 0);
});

await step('tool loop', () => toolLoop((request) => chat.completions.create(request)));
await step('streamed tool loop',
    () => toolLoop((request) => chat.completions.stream(request).finalChatCompletion()));

await step('image', async () => {
    const url = 'data:image/png;base64,iVBORw0KGgo=';
    const answer = await chat.completions.create({
        model,
        messages: ask([{ type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url } }]),
    });
    assert.ok(answer.choices[0].message.content);
});

await step('unknown model is an error of the SDK', async () => {
    await assert.rejects(
        chat.completions.create({ model: 'no-such-model', messages: ask('x') }),
        (error) => error instanceof OpenAI.APIError && error.status >= 400
            && error.message.includes('no-such-model'));
});

if (hasFakes) {
    const says = { model, messages: ask('Say something.') };
    const plainly = (scenario) => chat.completions.create(says, misbehaving(scenario));
    const streamed = async (scenario) => {
        let reason = null;
        const pieces = await chat.completions.create({ ...says, stream: true },
            misbehaving(scenario));
        for await (const piece of pieces)
            reason = piece.choices[0]?.finish_reason ?? reason;
        return reason;
    };
    await step('a rate limit stays one', () => assert.rejects(
        plainly(upstreamDialect === 'anthropic' ? 'anthropic-429' : 'openai-429'),
        (error) => error instanceof OpenAI.RateLimitError && error.status === 429));
    await step('a broken upstream is an error', () => assert.rejects(plainly('server-error'),
        (error) => error instanceof OpenAI.InternalServerError));
    await step('a page instead of JSON is an error', () => assert.rejects(
        plainly('bad-gateway-html'), (error) => error.status === 502));
    await step('an error in mid-stream is one', () => assert.rejects(streamed('mid-error')));
    await step('a cut stream is an error', () => assert.rejects(streamed('cut-rst')));
    await step('a stream in single bytes is whole', async () => {
        assert.equal(await streamed('split-1'), 'stop');
    });
}

await step('models', async () => {
    const ids = [];
    for await (const one of client.models.list())
        ids.push(one.id);
    assert.ok(ids.length > 0);
});

if (upstreamDialect === 'any') {
    await step('responses', async () => {
        const answer = await client.responses.create({ model, input: 'Say something.' });
        assert.ok(answer.output.length > 0);
    });
    await step('streamed responses', async () => {
        let last = '';
        for await (const event of await client.responses.create({
            model, input: 'Say something.', stream: true,
        }))
            last = event.type;
        assert.equal(last, 'response.completed');
    });
}

if (upstreamDialect === 'anthropic') {
    await step('what cannot be said is refused by name', async () => {
        await assert.rejects(
            chat.completions.create({ model, n: 2, messages: ask('x') }),
            (error) => error instanceof OpenAI.BadRequestError && error.message.includes('n: '));
    });
    await step('responses have no equal there', async () => {
        await assert.rejects(client.responses.create({ model, input: 'x' }),
            (error) => error.status === 501);
    });
}

finish();
