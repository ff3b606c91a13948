// SPDX-License-Identifier: LicenseRef-Private
// The official Google SDK: plain, streamed, with tools. Its paths are never converted.
import assert from 'node:assert/strict';
import { finish, geminiModel, key, proxyUrl, require, skip, step, upstreamDialect }
    from './check.mjs';

if (upstreamDialect !== 'any')
    skip('the Google SDK needs an upstream that speaks its dialect');

const { GoogleGenAI } = require('@google/genai');
// CLIProxyAPI serves v1beta; newer SDKs ask for v1 by themselves.
const client = new GoogleGenAI({
    apiKey: key, httpOptions: { baseUrl: proxyUrl, apiVersion: 'v1beta', timeout: 30_000 },
});
const model = geminiModel;
const functionDeclarations = [{
    name: 'get_weather',
    description: 'Tells the weather of a city.',
    parametersJsonSchema: {
        type: 'object', properties: { city: { type: 'string' } }, required: ['city'],
    },
}];

await step('plain', async () => {
    const answer = await client.models.generateContent({ model, contents: 'Say something.' });
    assert.ok(answer.text);
});

await step('streamed', async () => {
    let text = '';
    for await (const piece of await client.models.generateContentStream({
        model, contents: 'Say something.',
    }))
        text += piece.text ?? '';
    assert.notEqual(text, '');
});

await step('tool loop', async () => {
    const contents = [{ role: 'user', parts: [{ text: 'What is the weather in Köln?' }] }];
    const config = { tools: [{ functionDeclarations }] };
    const first = await client.models.generateContent({ model, contents, config });
    const [call] = first.functionCalls ?? [];
    assert.equal(call?.name, 'get_weather');
    const functionResponse = { name: call.name, response: { output: 'sunny' } };
    const second = await client.models.generateContent({
        model,
        contents: [...contents, first.candidates[0].content,
            { role: 'user', parts: [{ functionResponse }] }],
        config,
    });
    assert.ok(second.text);
});

finish();
