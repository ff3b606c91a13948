// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/turntype.h"

#include <array>
#include <utility>

namespace proxy {

namespace {

constexpr std::array kNames {
    std::pair {TurnType::Unknown, "unknown"},
    std::pair {TurnType::HumanAsk, "human-ask"},
    std::pair {TurnType::ToolContinuation, "tool-continuation"},
    std::pair {TurnType::SubAgentStart, "sub-agent-start"},
    std::pair {TurnType::Compaction, "compaction"},
    std::pair {TurnType::SideRequest, "side-request"},
    std::pair {TurnType::Probe, "probe"},
};

} // namespace

const char *name(TurnType type)
{
    for (const auto &[known, text] : kNames) {
        if (known == type)
            return text;
    }
    return "unknown";
}

std::optional<TurnType> turnTypeFromName(QByteArrayView name)
{
    for (const auto &[type, text] : kNames) {
        if (name == text)
            return type;
    }
    return std::nullopt;
}

} // namespace proxy
