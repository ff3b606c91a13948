// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/demo/demoserver.h"

#include <optional>

namespace app {

/// The demo's fake Morph: POST /v1/router/raw. A marker [[easy]], [[medium]], [[hard]] or
/// [[needs_info]] in the text decides; otherwise words and length decide, always in the same way.
class DemoMorph final : public DemoServer
{
public:
    /// Gives every request this body from now on.
    void answerAlways(const QByteArray &body) { m_answer = DemoAnswer {.body = body}; }
    /// Answers no request from now on.
    void hang() { m_answer = DemoAnswer {.end = DemoAnswer::End::Never}; }
    /// Classifies again, as at the start.
    void recover();

private:
    [[nodiscard]] DemoAnswer answer(const proxy::Request &request) override;

    std::optional<DemoAnswer> m_answer; ///< nullopt: it classifies
};

} // namespace app
