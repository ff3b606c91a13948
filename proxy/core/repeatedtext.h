// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// Gives a text that comes again and again the memory that it had the last time: a client sends the
/// same names with each request. Keeps one text, if it is short.
class RepeatedText final
{
public:
    /// Whether @p text is the last one.
    [[nodiscard]] bool isRepeated(QByteArrayView text) const { return text == m_last; }
    [[nodiscard]] QByteArray of(QByteArrayView text)
    {
        constexpr qsizetype kLongest = 1024;
        if (text == m_last)
            return m_last;
        if (text.size() > kLongest)
            return text.toByteArray();
        m_last = text.toByteArray();
        return m_last;
    }

private:
    QByteArray m_last {""}; // an empty text is not null
};

} // namespace proxy
