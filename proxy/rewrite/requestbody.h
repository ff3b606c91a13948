// SPDX-License-Identifier: LicenseRef-Private
// Step 5 of 8, the body in its forms: body + edit → the bytes that go out.
// Before: route/. After: upstream/.
#pragma once

#include "proxy/rewrite/bodyrewriter.h"

#include <QByteArray>

#include <optional>

namespace proxy {

/// The body of one buffered request: the bytes as they came, their decoded copy if the client
/// compressed them, and the bytes with another model in them. Of the last two only one exists at a
/// time. A movable value; not thread-safe.
class RequestBody final
{
public:
    /// How many bytes the decoded copies of all exchanges use together.
    struct PlainBudget
    {
        qint64 used = 0;
    };

    /// The bytes to send.
    struct Outgoing
    {
        QByteArray bytes;
        QByteArray plain; ///< the same request without its content coding; often equal to `bytes`
        bool isDecoded = false; ///< `bytes` lack the content coding that the head announces
        ByteRange changed {-1, -1}; ///< the new bytes of the change in `bytes`; -1: none
        qsizetype growth = 0; ///< bytes that everything behind the change has moved by
    };

    RequestBody() = default;
    /// @p asItCame is the body without framing and with its content coding.
    explicit RequestBody(QByteArray asItCame);
    ~RequestBody() { release(); }
    RequestBody(RequestBody &&other) noexcept;
    RequestBody &operator=(RequestBody &&other) noexcept;
    Q_DISABLE_COPY(RequestBody)

    /// Adds the decoded copy. Its size counts against @p budget until release(); @p budget must
    /// outlive this object. Returns false, and drops the copy, when all copies together would
    /// exceed @p limit bytes.
    [[nodiscard]] bool addPlain(QByteArray plain, PlainBudget &budget, qint64 limit);
    /// The bytes that INSPECT reads and that the ranges of RequestFacts refer to: the decoded copy,
    /// if there is one. Null after outgoing() when no change can be undone.
    [[nodiscard]] const QByteArray &plain() const { return m_plain; }

    /// Returns the bytes to send, with @p edit of plain() made in place if the bytes are not
    /// shared. A compressed body is sent as it came, unless it is changed or @p isConverted says
    /// that it will be converted.
    [[nodiscard]] Outgoing outgoing(const std::optional<BodyEdit> &edit, bool isConverted);
    /// Undoes the change of the last outgoing(), byte for byte, so that outgoing() can be called
    /// again with another decision.
    void restoreOriginal();
    /// Frees all bytes and their share of the budget. Call it when nothing is sent again.
    void release();

private:
    QByteArray m_coded; ///< as it came, when m_plain is a plain copy; else null
    QByteArray m_plain; ///< after a change, with the new model in it
    ByteRange m_changed {-1, -1}; ///< of m_plain
    QByteArray m_replaced; ///< the bytes that stood in m_changed
    PlainBudget *m_budget = nullptr; ///< null: no share is held
    qint64 m_share = 0;
};

} // namespace proxy
