// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/dialect.h"
#include "proxy/exchange/routedecision.h"
#include "proxy/json/byterange.h"

#include <QByteArray>
#include <QList>

#include <vector>

namespace proxy {

/// What a request says about thinking.
enum class ThinkingMode {
    Absent, ///< nothing
    Disabled,
    Enabled, ///< with a budget
    Adaptive,
    BetweenTools, ///< off before the first tool, on between tools
    Other, ///< a value we don't know
};

/// What a request carries beside its text: what another model would have to bear.
struct RequestFeatures
{
    ThinkingMode thinking = ThinkingMode::Absent;
    qint64 thinkingBudget = -1; ///< -1: not told
    QByteArray thinkingDisplay; ///< thinking.display; empty: not told
    QByteArray effort; ///< output_config.effort, reasoning_effort, reasoning.effort
    bool wantsJson =
        false; ///< structured output: output_config.format, response_format, text.format
    bool forcesTool = false; ///< tool_choice leaves the model no choice
    bool hasContextManagement = false;
    bool hasImages = false; ///< tool results included
    bool hasDocuments = false; ///< documents, files
    bool hasAudio = false;
    bool hasCacheControl = false;
    bool hasSignedThinking = false; ///< thinking that only its own model family can verify
    qint64 thinkingBytes = 0; ///< of the thinking blocks in the history
    bool hasPrefill = false; ///< the last word is an assistant's text, to be continued
    bool hasSystemTurns = false; ///< a message of role system among Anthropic's messages
    bool hasMessageEffort = false; ///< a message with an output_config of its own
    double temperature = -1; ///< -1: not told
    double topP = -1; ///< -1: not told
    bool hasTopK = false;
    bool hasStop = false; ///< OpenAI's `stop`
    bool hasFallbacks = false; ///< `fallbacks`: the provider may answer with another model
    /// Types of the provider's own tools, "computer_20250124", "web_search"; 32 at most.
    QList<QByteArray> toolTypes;
    /// Further fields of the body which not every model takes, as they came, 32 at most:
    /// "logit_bias", "reasoning.summary"; a word of a fixed set follows: "service_tier:flex".
    QList<QByteArray> furtherFields;
    /// What names a state only the provider's server holds: "thread", "conversation", "container",
    /// "item_reference"; empty: none.
    QByteArray serverState;
    QByteArray speed; ///< `speed`; empty: not told
    QByteArray region; ///< `inference_geo`; empty: not told
    qint64 cacheTtlSeconds = -1; ///< of prompt_cache_options.ttl; -1: not told
    bool openToolExchange = false; ///< the last word is a tool call or a tool's result
    quint64 systemFingerprint = 0; ///< keyed hash of the system texts; 0: none
    quint64 toolsFingerprint = 0; ///< keyed hash of the tools as sent; 0: none
    qint64 mediaBytes = 0; ///< of images and documents: few tokens, no text
    qint64 systemBytes = 0; ///< of the system texts and
    qint64 toolsBytes = 0; ///< … the tools: what sessions of one kind share
};

/// Where the parts of the prompt stand, for fingerprints block by block.
struct PromptBlocks
{
    ByteRange tools; ///< the value of `tools`
    ByteRange system; ///< the value of `system` or `instructions`
    std::vector<ByteRange> messages; ///< each message or input item
};

/// What INSPECT yields. `skip` says why the request can't be routed; then only the fields found
/// before that point are filled.
struct RequestFacts
{
    Dialect dialect = Dialect::Other;
    RouteReason skip = RouteReason::None;
    QByteArray model; ///< unescaped
    ByteRange modelRange; ///< of the JSON string value, quotes included
    bool streaming = false; ///< `stream` is true

    QByteArray userText; ///< last human text, envelopes removed, UTF-8, not capped
    quint64 userTextHash = 0; ///< keyed hash of userText
    QByteArray firstTextHead; ///< first bytes of the conversation's first typed text
    QByteArray systemHead; ///< first bytes of the system texts, as escaped in the body
    quint64 firstTextHash = 0; ///< keyed hash of the conversation's first typed text
    int userTextOrdinal = 0; ///< this is the n-th typed text of the conversation, from 1
    bool isContinuation = false; ///< the last human text was answered already: a tool loop

    qint64 maxTokens = -1; ///< max_tokens, max_completion_tokens or max_output_tokens; -1: absent
    int messageCount = 0; ///< messages or input items
    int toolCount = 0;
    QByteArray sessionId; ///< from the body (metadata.user_id, prompt_cache_key), else empty
    QByteArray previousResponseId;
    RequestFeatures features;
    PromptBlocks blocks;
};

} // namespace proxy
