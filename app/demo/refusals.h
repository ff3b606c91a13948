// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace app {

/// A request in front of its model, as the provider behind a backend gets it.
struct ModelRequest
{
    bool isAnthropic = false; ///< it came by the Messages API, else by one of OpenAI's
    QByteArray asked; ///< the model as the backend got it, suffix included
    QByteArray model; ///< the same without prefix and suffix
    QByteArray body;
    QByteArray betas; ///< its anthropic-beta
    bool isDirect = false; ///< nothing stands before OpenAI's API that would mend the request
};

/// A refusal as the provider words it.
struct Refusal
{
    int status = 400;
    QString message;
    QByteArray type = "invalid_request_error";
    QByteArray further {}; ///< of OpenAI's: `,"param":…,"code":…`
};

/// What the provider answers to a request that its model does not take; nullopt: it takes it.
/// Facts of a model come from the table of models, :/llm-proxy/models.json; what the table does
/// not know is taken. The day is LLM_PROXY_TODAY, else the table's. A suffix of the model replaces
/// the body's thinking first, as CLIProxyAPI does it. Shares no code with the engine: the tests'
/// fakes refuse by it too, and must not repeat a fault of the engine.
[[nodiscard]] std::optional<Refusal> refusalOf(const ModelRequest &request);

} // namespace app
