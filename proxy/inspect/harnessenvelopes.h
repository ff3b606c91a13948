// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"

#include <QByteArray>
#include <QByteArrayView>

#include <array>
#include <vector>

class QJsonObject;

namespace proxy {

/// What agents wrap around, or put in place of, a person's words. Read from
/// JSON/harness-envelopes.json; immutable; pure.
class HarnessEnvelopes final
{
public:
    [[nodiscard]] static Result<HarnessEnvelopes> fromJson(const QByteArray &json);

    /// @p text without envelopes, trimmed; empty when nobody typed anything. Linear in its size.
    [[nodiscard]] QByteArray typedPart(QByteArrayView text) const;
    /// Whether a text that begins with @p byte may be no typed text at all.
    [[nodiscard]] bool mayBegin(char byte) const
    {
        return m_mayBegin[static_cast<unsigned char>(byte)];
    }
    /// A system text that differs from request to request and is left out of fingerprints.
    [[nodiscard]] bool isVolatileSystemText(QByteArrayView text) const;

private:
    /// From `open` at the start of a line to `close`, both included; `keepsContent` removes only
    /// the two.
    struct Span
    {
        QByteArray open;
        QByteArray close;
        bool isTag = false; ///< after `open` comes '>' or white space
        bool keepsContent = false;
    };

    [[nodiscard]] static Result<Span> readSpan(const QJsonObject &entry);
    [[nodiscard]] static qsizetype endOfSpan(QByteArrayView text, qsizetype begin,
                                             const Span &span);
    [[nodiscard]] static QByteArrayView contentOf(QByteArrayView envelope, const Span &span);
    [[nodiscard]] const Span *spanAt(QByteArrayView text, qsizetype at) const;
    void noteFirstBytes();

    std::vector<Span> m_spans;
    std::vector<QByteArray> m_wholeTexts; ///< a text that is exactly this
    std::vector<QByteArray> m_prefixes; ///< a text that begins with this
    std::vector<QByteArray> m_volatileSystemPrefixes;
    std::array<bool, 256> m_mayBegin {};
    std::array<bool, 256> m_mayBeginSpan {};
};

} // namespace proxy
