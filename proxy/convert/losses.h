// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <vector>

namespace proxy {

/// Counts what a conversion left out or changed, by name, in the order of appearance. The names
/// come from the loss table or, for unknown fields, from the message. Such names are sanitised
/// (lower case, digits, `_ - . *`, 64 bytes) and limited in number, so that a header field can hold
/// them.
class Losses final
{
public:
    struct Loss
    {
        QByteArray name;
        int count = 0;
    };
    /// Further names are counted together as "other".
    static constexpr size_t kMaxNames = 32;

    void add(QByteArrayView name, int count = 1);
    void add(const Losses &others);

    [[nodiscard]] bool isEmpty() const { return m_losses.empty(); }
    [[nodiscard]] const std::vector<Loss> &all() const { return m_losses; }
    [[nodiscard]] int countOf(QByteArrayView name) const;
    /// Returns the value of x-llm-proxy-converted: "cache_control=12, top_k=1", or "none".
    [[nodiscard]] QByteArray headerValue() const;

private:
    std::vector<Loss> m_losses;
};

} // namespace proxy
