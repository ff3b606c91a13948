// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/demo/demoserver.h"
#include "app/demo/demoturn.h"

#include <vector>

namespace app {

/// A fault of the demo's backend.
struct DemoFault
{
    /// The kind of fault: "unknown-model", "anthropic-529", "cut-rst", "mid-error", "stall".
    QByteArray name;
    QByteArray model; ///< whose requests it hits; a * at the end stands for any rest
    int times = 1;
};

/// The demo's fake CLIProxyAPI. It answers in the wire formats of Anthropic's Messages and OpenAI's
/// Chat Completions and Responses. It refuses what a model does not take according to the table of
/// models. A request's X-Fake-Scenario can name a fault to play.
class DemoBackend final : public DemoServer
{
public:
    /// The key that a client of CLIProxyAPI would need; not checked.
    static constexpr const char *kKey = "k-alpha-0001";

    void addFault(const DemoFault &fault) { m_faults.push_back(fault); }
    void clearFaults() { m_faults.clear(); }

private:
    [[nodiscard]] DemoAnswer answer(const proxy::Request &request) override;
    [[nodiscard]] DemoAnswer answerTurn(const proxy::Request &request);
    [[nodiscard]] QByteArray takeFault(const proxy::Request &request, const QByteArray &model);

    std::vector<DemoFault> m_faults;
    quint64 m_turns = 0;
};

} // namespace app
