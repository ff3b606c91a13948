// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/dialect.h"

#include <QByteArray>

#include <deque>
#include <memory>

namespace proxy {

/// The bodies of one exchange, as far as they are kept.
struct KeptTexts
{
    /// One body. What was masked is not kept in its former form.
    struct Body
    {
        QByteArray masked; ///< valid UTF-8 without secrets
        QByteArray raw; ///< what came behind it
        qint64 size = 0; ///< of the whole body
        bool isCut = false; ///< it was longer than ExchangeTexts::kMaxText
        bool isOver = false; ///< nothing follows
        bool isUnread = false; ///< it has a content coding, or is no text
    };

    QByteArray id; ///< the exchange's id
    Dialect dialect = Dialect::Other; ///< of the answer as the upstream sent it
    Body request;
    Body answer;
    bool isDropped = false; ///< newer ones took its room
};

/// Keeps the bodies of the latest requests and answers for the window, when the user wants that
/// (LLM_PROXY_KEEP_TEXTS). In memory only; limited in number, in bytes of each body and of all
/// together. Credentials are masked before a text is told; as that takes tens of milliseconds for a
/// large text, it is a step of its own that any thread may take. Lives on the worker thread.
class ExchangeTexts final
{
public:
    static constexpr qsizetype kMaxText = 1024 * 1024; ///< bytes of one body; the rest is left out
    static constexpr qint64 kMaxTotal = 64LL * 1024 * 1024;
    static constexpr qsizetype kSlice = 256 * 1024; ///< bytes that json() tells at once

    /// How many exchanges are kept; 0: none, and what was kept is forgotten.
    void setMost(int most);
    [[nodiscard]] bool keepsAny() const { return m_most > 0; }

    /// Adds an exchange with its request. Returns its entry, for the answer; null: none is kept.
    std::shared_ptr<KeptTexts> keep(const QByteArray &id, const QByteArray &request);
    /// Adds the next bytes of the answer.
    void append(KeptTexts &texts, QByteArrayView answer);
    /// Nothing follows.
    static void finish(KeptTexts &texts) { texts.answer.isOver = true; }

    /// From where on json() tells the texts, in bytes of what it told before.
    struct From
    {
        qsizetype request = 0;
        qsizetype answer = 0;
    };
    /// What came since a body was last told.
    struct Piece
    {
        qsizetype behind = 0; ///< bytes of the body that are masked already
        qsizetype size = 0; ///< bytes as they came
        QByteArray text;
    };
    struct Pieces
    {
        Piece request;
        Piece answer;
    };
    /// What has to be masked before an exchange is told: of an answer under way only whole lines,
    /// as a secret may go over a border between two pieces.
    [[nodiscard]] Pieces unmasked(QByteArrayView id) const;
    /// Masks the texts of @p pieces. On any thread.
    [[nodiscard]] static Pieces mask(Pieces pieces);
    /// Returns the texts of an exchange, at most kSlice bytes of each: `{"id":"…","dialect":"…",
    /// "request":{"text":"…","next":262144,"size":…,"more":true},"answer":{…,"over":false}}`.
    /// @p masked is what mask() made of unmasked(). Returns null bytes when it is not kept.
    [[nodiscard]] QByteArray json(QByteArrayView id, From from, const Pieces &masked);
    [[nodiscard]] size_t size() const { return m_kept.size(); }
    [[nodiscard]] qint64 bytes() const { return m_bytes; }

private:
    void add(KeptTexts::Body &body, QByteArrayView bytes);
    void makeRoom();
    void drop();
    void replace(KeptTexts::Body &body, const Piece &masked);
    [[nodiscard]] KeptTexts *find(QByteArrayView id) const;

    int m_most = 0;
    qint64 m_bytes = 0;
    std::deque<std::shared_ptr<KeptTexts>> m_kept; // oldest first
};

} // namespace proxy
