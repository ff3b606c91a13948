// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/demo/demoserver.h"
#include "app/demo/demoturn.h"

#include <vector>

namespace app {

/// Something that goes wrong at the demonstration's backend.
struct DemoFault
{
    /// What happens: "unknown-model", "anthropic-529", "cut-rst", "mid-error", "stall".
    QByteArray name;
    QByteArray model; ///< whose requests it hits; a * at the end stands for any rest
    int times = 1;
};

/// Answers in place of CLIProxyAPI, in the wire formats of Anthropic's Messages and OpenAI's Chat
/// Completions and Responses. Refuses what the table of models says that a model does not take.
/// A request whose X-Fake-Scenario names a fault gets it.
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
