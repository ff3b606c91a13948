// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/promptfingerprint.h"

#include <algorithm>

namespace proxy {

namespace {

QByteArray at(const char *list, size_t index, const char *member = "")
{
    return QByteArray(list) + '[' + QByteArray::number(static_cast<qint64>(index)) + ']' + member;
}

const PromptFingerprint::Tools &toolsOf(const PromptFingerprint &fingerprint)
{
    static const PromptFingerprint::Tools kNone;
    return fingerprint.tools ? *fingerprint.tools : kNone;
}

double share(qint64 bytes, const PromptFingerprint &of)
{
    const qint64 all = of.bytes();
    return all <= 0 ? 0
                    : std::clamp(static_cast<double>(bytes) / static_cast<double>(all), 0.0, 1.0);
}

std::optional<PromptDifference> toolDifference(const PromptFingerprint &before,
                                               const PromptFingerprint &after)
{
    const auto &old = toolsOf(before);
    const auto &now = toolsOf(after);
    // Longer or shorter lists break the cache too: the system prompt stands behind them.
    const size_t count = std::max(old.size(), now.size());
    for (size_t i = 0; i < count; ++i) {
        const double same = share(after.toolsBytes * static_cast<qint64>(i)
                                      / static_cast<qint64>(std::max<size_t>(now.size(), 1)),
                                  after);
        if (i >= old.size() || i >= now.size())
            return PromptDifference {at("tools", i), same};
        if (old[i].name != now[i].name)
            return PromptDifference {at("tools", i, ".name"), same};
        if (old[i].description != now[i].description)
            return PromptDifference {at("tools", i, ".description"), same};
        if (old[i].rest != now[i].rest)
            return PromptDifference {at("tools", i, ".input_schema"), same};
    }
    return std::nullopt;
}

} // namespace

std::optional<PromptDifference> firstDifference(const PromptFingerprint &before,
                                                const PromptFingerprint &after)
{
    if (before.messages.empty() || after.messages.empty() || before.isContinuation
        || after.isContinuation)
        return std::nullopt;
    if (before.toolsFingerprint != after.toolsFingerprint) {
        if (auto difference = toolDifference(before, after))
            return difference;
    }
    const size_t systems = std::max(before.system.size(), after.system.size());
    for (size_t i = 0; i < systems; ++i) {
        if (i >= before.system.size() || i >= after.system.size()
            || before.system[i] != after.system[i])
            return PromptDifference {at("system", i), share(after.toolsBytes, after)};
    }
    for (size_t i = 0; i < before.messages.size(); ++i) {
        if (before.lastMarked >= 0 && static_cast<qint64>(i) > before.lastMarked)
            return std::nullopt;
        if (i < after.messages.size() && before.messages[i].hash == after.messages[i].hash)
            continue;
        const qint64 same = i == 0 ? after.toolsBytes + after.systemBytes
                                   : after.messages[std::min(i, after.messages.size()) - 1].end;
        return PromptDifference {at("messages", i), share(same, after)};
    }
    return std::nullopt;
}

} // namespace proxy
