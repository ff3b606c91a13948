// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>

#include <utility>
#include <vector>

namespace app {

using DemoFields = std::vector<std::pair<QByteArray, QByteArray>>; ///< of a head, in order

/// A request like an agent's.
struct DemoRequest
{
    QByteArray method = "POST";
    QByteArray target {};
    DemoFields headers {};
    QByteArray body {};
    QByteArray model {}; ///< as requested; empty: the request names none

    [[nodiscard]] QByteArray bytes() const; ///< head and body as they go over the wire
};

/// What a person typed, and how an agent sends it.
struct DemoPrompt
{
    QByteArray model;
    QByteArray text;
    bool streaming = true;
    int session = 0; ///< each row its own: turns must not be taken for one conversation
};

/// The client's own key, which must never reach the backend.
inline constexpr const char *kDemoClientKey = "sk-client-demo";

/// Makes a request like Claude Code's: with reminders around the typed text, tools and a session
/// id. @p later is the JSON of the messages after the first one, each with a leading comma.
[[nodiscard]] DemoRequest anthropicAgentRequest(const DemoPrompt &prompt,
                                                const QByteArray &later = {});
/// Makes a request of a program that uses OpenAI's chat completions.
[[nodiscard]] DemoRequest openAiAgentRequest(const DemoPrompt &prompt);
[[nodiscard]] DemoRequest plainRequest(const QByteArray &method, const QByteArray &target,
                                       const QByteArray &body = {}, const QByteArray &model = {});

} // namespace app
