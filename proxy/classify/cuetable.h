// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"

#include <QByteArray>
#include <QList>

#include <bitset>
#include <vector>

namespace proxy {

/// FNV-1a of 32 bits, a byte at a time.
inline constexpr quint32 kFnvBasis = 2166136261U;
inline constexpr quint32 kFnvPrime = 16777619U;

/// The phrases that tell what kind of ask a text is (JSON/classifier-cues.json). Immutable.
class CueTable final
{
public:
    static constexpr size_t kMostKinds = 60;
    static constexpr size_t kMostWords = 4; ///< of a phrase

    [[nodiscard]] static Result<CueTable> fromJson(const QByteArray &json);

    /// Returns the key of a phrase that goes on with @p word after @p before, the key of its
    /// beginning, which is 0 before its first word. Words are hashes as TextFeatures makes them.
    [[nodiscard]] static constexpr quint32 keyAfter(quint32 before, quint32 word)
    {
        return (before * kFnvPrime) ^ word;
    }
    /// Returns the kind of the phrase with this key; -1: there is none.
    [[nodiscard]] int kindOf(quint32 key) const
    {
        return m_filter[key % kFilterBits] ? kindOfLikely(key) : -1;
    }
    [[nodiscard]] const QList<QByteArray> &kinds() const { return m_kinds; }
    /// A number that changes with the phrases. The weights name the one they were trained with.
    [[nodiscard]] quint32 fingerprint() const;

private:
    struct Phrase
    {
        quint32 key = 0;
        quint8 kind = 0;
    };
    static constexpr size_t kFilterBits = 1U << 16U;

    [[nodiscard]] int kindOfLikely(quint32 key) const;

    QList<QByteArray> m_kinds;
    std::vector<Phrase> m_phrases; ///< ascending
    std::bitset<kFilterBits> m_filter; ///< most words begin no phrase
};

} // namespace proxy
