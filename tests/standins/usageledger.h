// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QJsonObject>

#include <vector>

namespace standins {

/// One finished call of the data plane, as usage statistics tell it.
struct UsageRow
{
    QByteArray api; ///< the client's key, or "POST /v1/messages" without keys
    QByteArray model;
    QByteArray timestamp; ///< RFC 3339, UTC, nanoseconds
    QByteArray source = "fake@example.test";
    QByteArray authIndex = "00000000000000aa";
    qint64 inputTokens = 21;
    qint64 outputTokens = 5;
    bool failed = false;

    bool operator==(const UsageRow &) const = default;
};

/// What GET /usage is made of. Starts empty.
class UsageLedger final
{
public:
    void add(UsageRow row) { m_rows.push_back(std::move(row)); }
    /// Adds the rows of an exported document that are not there yet; answers the import's reply.
    QByteArray import(const QJsonObject &usage);
    [[nodiscard]] QByteArray usageReply() const; ///< {"failed_requests":…,"usage":{…}}
    [[nodiscard]] QByteArray exportReply(const QByteArray &exportedAt) const;
    /// Takes the oldest rows out, as the usage queue of later versions does.
    QByteArray takeQueue(int count);
    void clear() { m_rows.clear(); }

private:
    [[nodiscard]] QByteArray usageObject() const;
    [[nodiscard]] qint64 failures() const;

    std::vector<UsageRow> m_rows;
};

/// "2026-03-09T14:05:06.123456789Z"
[[nodiscard]] QByteArray goTimestamp(qint64 unixMs);

} // namespace standins
