// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/classify/cuetable.h"

#include <QByteArrayView>

#include <array>
#include <bitset>
#include <span>

namespace proxy {

/// Bytes that are read of the beginning and of the end of a longer text: about Morph's limit.
inline constexpr qsizetype kHalfText = 12000;

/// What the classifier on this machine sees of a text: small dense features, and which buckets of
/// hashed words occur. Whole numbers, made from bytes, the same as tests/classifier/textfeatures.py
/// makes. Nothing is allocated. Any thread.
class TextFeatures final
{
public:
    static constexpr unsigned kBucketBits = 14;
    /// A bit for each bucket.
    using Buckets = std::array<quint64, (1U << kBucketBits) / 64>;

    /// Reads @p text, UTF-8; other bytes separate words. @p cues must outlive the call only.
    TextFeatures(QByteArrayView text, const CueTable &cues);

    /// The numbers of the dense features that the text has, ascending.
    [[nodiscard]] std::span<const quint8> dense() const { return {m_dense.data(), m_denseCount}; }
    [[nodiscard]] const Buckets &buckets() const { return m_buckets; }
    /// Whether a phrase of this kind is there, and whether one begins a sentence.
    [[nodiscard]] bool has(size_t kind) const { return m_found[kind] > 0; }
    [[nodiscard]] bool begins(size_t kind) const { return m_first[kind]; }
    /// Two for each word, one for each Chinese character.
    [[nodiscard]] qint64 units() const { return m_counts[0]; }
    /// The number of the first dense feature of a kind; each has three: there, first, often.
    [[nodiscard]] static size_t firstOfKind(size_t kind);
    [[nodiscard]] static size_t denseCount(size_t kinds) { return firstOfKind(kinds); }

private:
    friend class FeatureReader;
    static constexpr size_t kCounts = 21;

    void collect(qint64 letters, qint64 words, size_t kinds);

    std::array<qint64, kCounts> m_counts {};
    std::array<qint64, CueTable::kMostKinds> m_found {};
    std::bitset<CueTable::kMostKinds> m_first;
    Buckets m_buckets {};
    std::array<quint8, 256> m_dense {};
    size_t m_denseCount = 0;
};

/// Returns the hashes of the words of @p phrase, at most @p room.
[[nodiscard]] std::vector<quint32> wordsOf(QByteArrayView phrase, size_t room);

} // namespace proxy
