// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/headerlist.h"

#include <QByteArray>

#include <deque>
#include <memory>

namespace proxy {

/// The heads of one request and its answer, as they were sent.
struct KeptHeads
{
    QByteArray id; ///< of the exchange
    HeaderList request;
    HeaderList answer; ///< as the client got it; empty: not yet, or none
};

/// The heads of the latest exchanges, for whoever looks at one more closely. Kept as they are,
/// which costs an exchange two copied lists; masked when they are asked for. In memory only, and
/// bounded: so many exchanges, and of each head so many bytes. Lives on the worker thread.
class ExchangeHeads final
{
public:
    static constexpr size_t kKept = 400;
    static constexpr qsizetype kMaxHead = 8 * 1024; ///< further fields of a larger head are cut off
    static constexpr size_t kMaxShown = 64; ///< fields of a head

    /// The entry of a new exchange; its answer is added to it later.
    std::shared_ptr<KeptHeads> keep(const QByteArray &id, const HeaderList &request);
    static void setAnswer(KeptHeads &heads, const HeaderList &answer);

    /// `{"id":"…","request":[["Host","…"],…],"answer":[…]}`, credentials masked; "left_out" counts
    /// the fields beyond the limit. Null: never seen, or no longer kept.
    [[nodiscard]] QByteArray json(QByteArrayView id) const;
    [[nodiscard]] size_t size() const { return m_kept.size(); }

private:
    std::deque<std::shared_ptr<KeptHeads>> m_kept; // oldest first
};

} // namespace proxy
