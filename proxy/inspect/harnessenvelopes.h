// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"

#include <QByteArray>
#include <QByteArrayView>

#include <array>
#include <optional>
#include <vector>

class QJsonObject;

namespace proxy {

/// The texts that agents wrap around what a person typed, or send instead of it
/// (JSON/harness-envelopes.json). Immutable.
class HarnessEnvelopes final
{
public:
    [[nodiscard]] static Result<HarnessEnvelopes> fromJson(const QByteArray &json);

    /// Returns @p text without such texts, trimmed; empty when nothing of it was typed. Pure;
    /// linear time.
    [[nodiscard]] QByteArray typedPart(QByteArrayView text) const;
    /// Whether a text that begins with @p byte may contain text of an agent.
    [[nodiscard]] bool mayBegin(char byte) const
    {
        return m_mayBegin[static_cast<unsigned char>(byte)];
    }
    /// Whether a system text differs from request to request, so that fingerprints must ignore it.
    [[nodiscard]] bool isVolatileSystemText(QByteArrayView text) const;
    /// Whether a text of the agent, as escaped in the body, says that it is in its plan mode;
    /// nullopt: it is no text about that.
    [[nodiscard]] std::optional<bool> tellsPlanMode(QByteArrayView raw) const;

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
    /// `open` and then `text`: the agent is in its plan mode.
    struct PlanMark
    {
        QByteArray open;
        QByteArray text;
    };

    std::vector<PlanMark> m_planMarks;
    std::vector<QByteArray> m_wholeTexts; ///< a text that is exactly this
    std::vector<QByteArray> m_prefixes; ///< a text that begins with this
    std::vector<QByteArray> m_volatileSystemPrefixes;
    std::array<bool, 256> m_mayBegin {};
    std::array<bool, 256> m_mayBeginSpan {};
};

} // namespace proxy
