// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/dialect.h"
#include "proxy/exchange/routedecision.h"
#include "proxy/json/byterange.h"

#include <QByteArray>
#include <QList>

#include <vector>

namespace proxy {

/// What a request's `thinking` field says.
enum class ThinkingMode {
    Absent, ///< there is no such field
    Disabled,
    Enabled, ///< with a budget of tokens
    Adaptive,
    BetweenTools, ///< off before the first tool call, on after it
    Other, ///< an unknown value
};

/// What a request asks for and carries beside its text. Another model must support all of it.
struct RequestFeatures
{
    ThinkingMode thinking = ThinkingMode::Absent;
    qint64 thinkingBudget = -1; ///< tokens; -1: absent
    QByteArray thinkingDisplay; ///< thinking.display; empty: absent
    QByteArray effort; ///< output_config.effort, reasoning_effort, reasoning.effort
    /// Structured output: output_config.format, response_format, text.format.
    bool wantsJson = false;
    bool forcesTool = false; ///< tool_choice forces the model to call a tool
    bool hasContextManagement = false;
    bool hasImages = false; ///< also inside tool results
    bool hasDocuments = false; ///< documents or files
    bool hasAudio = false;
    bool hasCacheControl = false;
    bool hasSignedThinking = false; ///< thinking that only its own model family can verify
    qint64 thinkingBytes = 0; ///< size of the thinking blocks in the history
    bool hasPrefill = false; ///< the last message is an assistant's text, to be continued
    bool hasSystemTurns = false; ///< a message of role system among Anthropic's messages
    bool hasMessageEffort = false; ///< a message with an output_config of its own
    double temperature = -1; ///< -1: absent
    double topP = -1; ///< -1: absent
    bool hasTopK = false;
    bool hasStop = false; ///< OpenAI's `stop`
    bool hasFallbacks =
        false; ///< `fallbacks`, `models`: the provider may answer with another model
    /// Types of the provider's own tools: "computer_20250124", "web_search". At most 32.
    QList<QByteArray> toolTypes;
    /// Names of further fields that not every model takes, at most 32: "logit_bias",
    /// "reasoning.summary". A value out of a fixed set is appended: "service_tier:flex".
    QList<QByteArray> furtherFields;
    /// The field that refers to a state on the provider's server: "thread", "conversation",
    /// "container", "item_reference"; empty: none.
    QByteArray serverState;
    QByteArray speed; ///< `speed`; empty: absent
    QByteArray region; ///< `inference_geo`; empty: absent
    qint64 cacheTtlSeconds = -1; ///< prompt_cache_options.ttl; -1: absent
    bool openToolExchange = false; ///< the last message is a tool call or a tool's result
    quint64 systemFingerprint = 0; ///< keyed hash of the system texts; 0: none
    quint64 toolsFingerprint = 0; ///< keyed hash of the tools as sent; 0: none
    qint64 mediaBytes = 0; ///< size of images and documents, which are few tokens
    qint64 systemBytes = 0; ///< size of the system texts
    qint64 toolsBytes = 0; ///< size of the tools
};

/// How the work before the last typed text went, and how the agent works now. The local classifier
/// weighs it.
struct AgentSigns
{
    bool plans = false; ///< the agent is in its plan mode
    int failedResults = 0; ///< errors among the last four results of tools
    int sameCalls = 0; ///< how often the latest tool call stands among the last eight
};

/// Where the parts of the prompt stand in the body. PromptFingerprint is made from them.
struct PromptBlocks
{
    ByteRange tools; ///< the value of `tools`
    ByteRange system; ///< the value of `system` or `instructions`
    QList<ByteRange> messages; ///< each message or input item
    /// Where the values of `cache_control` begin in messages and system texts, ascending.
    QList<qsizetype> marks;
};

/// What INSPECT finds in a request's body. When the request can't be routed, `skip` says why, and
/// only the fields that were found before are filled. Plain value; it points into no body.
struct RequestFacts
{
    Dialect dialect = Dialect::Other;
    RouteReason skip = RouteReason::None;
    QByteArray model; ///< without JSON escapes
    ByteRange modelRange; ///< where the JSON string stands in the body, with its quotes
    /// Where the JSON string of features.effort stands in the body, with its quotes; -1: nowhere.
    ByteRange effortRange {-1, -1};
    /// What should hold the effort is there without one, or holds something else than a string.
    bool hasOtherEffort = false;
    bool streaming = false; ///< `stream` is true

    /// The last text that a person typed, UTF-8, without what agents wrap around it.
    QByteArray userText;
    quint64 userTextHash = 0; ///< keyed hash of userText
    /// First bytes of the text beside the tool's results that the request ends with, as escaped in
    /// the body. Agents put their own orders there.
    QByteArray besideResultHead;
    QByteArray firstTextHead; ///< first bytes of the conversation's first typed text
    QByteArray systemHead; ///< first bytes of the system texts, as escaped in the body
    quint64 firstTextHash = 0; ///< keyed hash of the conversation's first typed text
    /// The position of userText among the typed texts of the conversation, counted from 1.
    int userTextOrdinal = 0;
    /// The model has answered userText already: the request goes on in a tool loop.
    bool isContinuation = false;

    qint64 maxTokens = -1; ///< max_tokens, max_completion_tokens or max_output_tokens; -1: absent
    int messageCount = 0; ///< messages or input items
    int toolCount = 0;
    QByteArray sessionId; ///< from the body (metadata.user_id, prompt_cache_key), else empty
    QByteArray previousResponseId;
    /// The upstream is only to prepare itself (`"generate": false` of a websocket).
    bool isWarmUp = false;
    RequestFeatures features;
    AgentSigns signs;
    PromptBlocks blocks;
};

} // namespace proxy
