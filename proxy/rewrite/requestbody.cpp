// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/rewrite/requestbody.h"

#include <utility>

namespace proxy {

RequestBody::RequestBody(QByteArray asItCame)
    : m_plain(std::move(asItCame))
{ }

RequestBody::RequestBody(RequestBody &&other) noexcept
{
    *this = std::move(other);
}

RequestBody &RequestBody::operator=(RequestBody &&other) noexcept
{
    if (this == &other)
        return *this;
    release();
    m_coded = std::exchange(other.m_coded, {});
    m_plain = std::exchange(other.m_plain, {});
    m_changed = std::exchange(other.m_changed, {-1, -1});
    m_replaced = std::exchange(other.m_replaced, {});
    m_budget = std::exchange(other.m_budget, nullptr);
    m_share = std::exchange(other.m_share, 0);
    return *this;
}

bool RequestBody::addPlain(QByteArray plain, PlainBudget &budget, qint64 limit)
{
    if (budget.used + plain.size() > limit)
        return false;
    m_budget = &budget;
    m_share = plain.size();
    m_budget->used += m_share;
    m_coded = std::exchange(m_plain, std::move(plain));
    return true;
}

RequestBody::Outgoing RequestBody::outgoing(const std::optional<BodyEdit> &edit, bool isConverted)
{
    const bool isCoded = !m_coded.isNull();
    if (!edit) {
        // Nothing can be taken back: what goes out is not held here as well.
        QByteArray plain = std::exchange(m_plain, {});
        QByteArray bytes = isCoded && !isConverted ? m_coded : plain;
        return {.bytes = std::move(bytes),
                .plain = std::move(plain),
                .isDecoded = isCoded && isConverted};
    }
    SplicedBody spliced = spliceBody(std::move(m_plain), *edit);
    m_plain = std::move(spliced.body);
    m_changed = spliced.range;
    m_replaced = std::move(spliced.replaced);
    return {.bytes = m_plain,
            .plain = m_plain,
            .isDecoded = isCoded,
            .changed = m_changed,
            .growth = m_changed.size() - edit->range.size()};
}

void RequestBody::restoreOriginal()
{
    if (m_changed.begin < 0)
        return;
    m_plain = restoreBody({.body = std::move(m_plain),
                           .range = std::exchange(m_changed, {-1, -1}),
                           .replaced = std::exchange(m_replaced, {})});
}

void RequestBody::release()
{
    m_coded = {};
    m_plain = {};
    m_changed = {-1, -1};
    m_replaced = {};
    if (PlainBudget *budget = std::exchange(m_budget, nullptr))
        budget->used -= std::exchange(m_share, 0);
}

} // namespace proxy
