// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/requestfacts.h"

#include <QByteArrayView>

#include <array>

namespace proxy {

/// Watches how an agent's work goes while its conversation is read: the results of its tools and
/// the calls it makes. The views must live until signs() was called.
class AgentWatch final
{
public:
    void noteCall(QByteArrayView name, QByteArrayView arguments);
    void noteResult(bool failed);
    /// A person typed something: what was noted so far belongs to the turn before.
    void startTurn();
    /// Returns the signs of the turn before when @p turnBegins, else those of this turn.
    [[nodiscard]] AgentSigns signs(bool turnBegins) const;

private:
    struct Call
    {
        QByteArrayView name;
        QByteArrayView arguments;

        [[nodiscard]] bool operator==(const Call &other) const
        {
            return name == other.name && arguments == other.arguments;
        }
    };
    struct Turn
    {
        unsigned failures = 0; ///< a bit for each of the last results, the latest lowest
        std::array<Call, 8> calls;
        size_t count = 0;
    };

    Turn m_before;
    Turn m_now;
};

/// Whether the raw text of a tool's result begins as a failure does: "Error", "Exit code: 1".
[[nodiscard]] bool tellsFailure(QByteArrayView raw);

} // namespace proxy
