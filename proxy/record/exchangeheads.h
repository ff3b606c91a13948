// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/headerlist.h"

#include <QByteArray>

#include <deque>
#include <memory>

namespace proxy {

/// The header fields of one request and its answer.
struct KeptHeads
{
    QByteArray id; ///< the exchange's id
    HeaderList request;
    HeaderList answer; ///< as the client got it; empty: none yet
};

/// Keeps the header fields of the latest kKept exchanges for GET /router/exchange. They are stored
/// as they are and masked when they are read. In memory only; each head is limited to kMaxHead
/// bytes. Lives on the worker thread.
class ExchangeHeads final
{
public:
    static constexpr size_t kKept = 400;
    static constexpr qsizetype kMaxHead = 8 * 1024; ///< bytes; further fields are left out
    static constexpr size_t kMaxShown = 64; ///< fields of a head

    /// Adds an exchange. Returns its entry, for setAnswer().
    std::shared_ptr<KeptHeads> keep(const QByteArray &id, const HeaderList &request);
    static void setAnswer(KeptHeads &heads, const HeaderList &answer);

    /// Returns `{"id":"…","request":[["Host","…"],…],"answer":[…]}` with credentials masked;
    /// "left_out" counts the fields beyond the limit. Returns null bytes when the exchange is not
    /// kept.
    [[nodiscard]] QByteArray json(QByteArrayView id) const;
    [[nodiscard]] size_t size() const { return m_kept.size(); }

private:
    std::deque<std::shared_ptr<KeptHeads>> m_kept; // oldest first
};

} // namespace proxy
