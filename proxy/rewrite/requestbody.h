// SPDX-License-Identifier: LicenseRef-Private
// Step 5 of 8, the body in its forms: body + decision → the bytes that go out.
// Before: route/. After: upstream/.
#pragma once

#include "proxy/exchange/requestfacts.h"
#include "proxy/exchange/routedecision.h"

#include <QByteArray>

namespace proxy {

/// The body of one buffered request: the bytes as they came, a plain copy of them when the client
/// had compressed them, and the bytes with another model in them. Only one of the last two exists
/// at a time. A movable value; not thread-safe.
class RequestBody final
{
public:
    /// The memory that the plain copies of all exchanges may take together, in bytes.
    struct PlainBudget
    {
        qint64 used = 0;
    };

    /// What is sent.
    struct Outgoing
    {
        QByteArray bytes;
        QByteArray plain; ///< the same request without its content coding; often equal to `bytes`
        bool isDecoded = false; ///< `bytes` lack the content coding that the head announces
        ByteRange changed {-1, -1}; ///< the new model's JSON string in `bytes`; -1: none
        qsizetype growth = 0; ///< bytes that everything behind the model has moved by
    };

    RequestBody() = default;
    /// @p asItCame: framing removed, content coding kept.
    explicit RequestBody(QByteArray asItCame);
    ~RequestBody() { release(); }
    RequestBody(RequestBody &&other) noexcept;
    RequestBody &operator=(RequestBody &&other) noexcept;
    Q_DISABLE_COPY(RequestBody)

    /// Adds the copy whose content coding was removed. Its size counts against @p budget until
    /// release(); @p budget must outlive this. False: the copies would take more than @p limit
    /// bytes together; the body then stays as it came.
    [[nodiscard]] bool addPlain(QByteArray plain, PlainBudget &budget, qint64 limit);
    /// The bytes that INSPECT reads, and whose ranges RequestFacts names: the plain copy where
    /// there is one. Null after outgoing() when no change can be taken back.
    [[nodiscard]] const QByteArray &plain() const { return m_plain; }

    /// The bytes to send. When @p decision changes the model, its name replaces the JSON string in
    /// @p model (a range of plain()), in place when nobody else holds the bytes. A compressed body
    /// goes out as it came, unless its model changes or @p isConverted says that another dialect
    /// is made of it.
    [[nodiscard]] Outgoing outgoing(const RouteDecision &decision, ByteRange model,
                                    bool isConverted);
    /// Takes back the change of the last outgoing(), byte for byte, so that outgoing() can be
    /// called once more with another decision.
    void restoreOriginal();
    /// Lets go of all bytes and of the share of the budget: the answer's head came, nothing is
    /// sent again.
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
