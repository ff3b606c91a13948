// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/store/store.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace support {

/// A store that answers when the test says so.
class ScriptedStore final : public proxy::Store
{
public:
    [[nodiscard]] bool isAvailable() const override { return isThere; }
    [[nodiscard]] quint64 ask(const proxy::StoreCommand &command, Answer done,
                              std::chrono::milliseconds patience) override
    {
        if (!isThere || patience.count() <= 0)
            return 0;
        asked.push_back(command.wire);
        m_open[++m_count] = std::move(done);
        return m_count;
    }
    [[nodiscard]] quint64 wait(std::chrono::milliseconds time, std::function<void()> done) override
    {
        m_waits[++m_count] = {time, std::move(done)};
        return m_count;
    }
    void forget(quint64 question) override
    {
        m_open.erase(question);
        m_waits.erase(question);
    }
    void tell(const proxy::StoreCommand &command) override { told.push_back(command.wire); }
    void flush() override { }

    [[nodiscard]] size_t open() const { return m_open.size(); }
    [[nodiscard]] size_t waits() const { return m_waits.size(); }
    /// Answers the oldest open question; nullopt: in no time.
    void answer(const std::optional<proxy::StoreReply> &reply)
    {
        auto first = m_open.extract(m_open.begin());
        first.mapped()(reply ? &*reply : nullptr);
    }
    /// Ends the shortest wait.
    void pass()
    {
        auto shortest = m_waits.begin();
        for (auto at = m_waits.begin(); at != m_waits.end(); ++at) {
            if (at->second.first < shortest->second.first)
                shortest = at;
        }
        const auto done = m_waits.extract(shortest).mapped().second;
        done();
    }
    /// Ends the longest wait.
    void passAll()
    {
        auto longest = m_waits.begin();
        for (auto at = m_waits.begin(); at != m_waits.end(); ++at) {
            if (at->second.first > longest->second.first)
                longest = at;
        }
        const auto done = m_waits.extract(longest).mapped().second;
        done();
    }

    bool isThere = true;
    std::vector<QByteArray> asked; ///< as on the wire
    std::vector<QByteArray> told;

private:
    quint64 m_count = 0;
    std::map<quint64, Answer> m_open;
    std::map<quint64, std::pair<std::chrono::milliseconds, std::function<void()>>> m_waits;
};

inline proxy::StoreReply textReply(const QByteArray &text)
{
    return {.kind = proxy::StoreReply::Kind::Text, .text = text};
}
inline proxy::StoreReply okReply()
{
    return {.kind = proxy::StoreReply::Kind::Status, .text = "OK"};
}
inline proxy::StoreReply nilReply()
{
    return {};
}
inline proxy::StoreReply numberReply(qint64 number)
{
    return {.kind = proxy::StoreReply::Kind::Integer, .integer = number};
}

} // namespace support
