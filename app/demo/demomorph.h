// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/demo/demoserver.h"

#include <optional>

namespace app {

/// Classifies in place of Morph: POST /v1/router/raw. A marker [[easy]], [[medium]], [[hard]] or
/// [[needs_info]] in the text wins; else words and length decide, the same way each time.
class DemoMorph final : public DemoServer
{
public:
    /// Every request gets this body from now on, whatever it asks.
    void answerAlways(const QByteArray &body) { m_answer = DemoAnswer {.body = body}; }
    /// No request gets an answer from now on.
    void hang() { m_answer = DemoAnswer {.end = DemoAnswer::End::Never}; }
    /// Accepts connections and classifies, as at the start.
    void recover();

private:
    [[nodiscard]] DemoAnswer answer(const proxy::Request &request) override;

    std::optional<DemoAnswer> m_answer; ///< nullopt: it classifies
};

} // namespace app
