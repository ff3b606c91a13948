// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace app {

/// A request as the provider behind a backend gets it.
struct ModelRequest
{
    bool isAnthropic = false; ///< it came by the Messages API, else by one of OpenAI's
    QByteArray asked; ///< the model as the backend got it, suffix included
    QByteArray model; ///< the same without prefix and suffix
    QByteArray body;
    QByteArray betas; ///< its anthropic-beta
    bool isDirect = false; ///< nothing stands before OpenAI's API that would mend the request
};

/// A refusal in the provider's words.
struct Refusal
{
    int status = 400;
    QString message;
    QByteArray type = "invalid_request_error";
    QByteArray further {}; ///< of OpenAI's: `,"param":…,"code":…`
};

/// Returns the provider's refusal of a request that its model does not take; nullopt: it takes the
/// request. The facts about models come from :/llm-proxy/models.json; what the table does not know
/// is accepted. The day is LLM_PROXY_TODAY, else the table's date. A suffix of the model replaces
/// the body's thinking first, as in CLIProxyAPI. It shares no code with the engine, because the
/// tests' fakes use it too and must not repeat a fault of the engine.
[[nodiscard]] std::optional<Refusal> refusalOf(const ModelRequest &request);

} // namespace app
