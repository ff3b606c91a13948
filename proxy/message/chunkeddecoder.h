// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <vector>

namespace proxy {

/// Decodes the chunked transfer coding strictly by RFC 9112 7.1. Requests of clients are decoded
/// with Trailers::Refuse, answers of the upstream with Trailers::Accept. Pure: bytes in, views out.
class ChunkedDecoder final
{
public:
    enum class Trailers { Refuse, Accept };

    explicit ChunkedDecoder(Trailers trailers = Trailers::Accept);

    /// Decodes the part of @p input that belongs to this body, and appends views of its payload to
    /// @p payload. Returns the length of that part: less than the whole input when the body ends in
    /// it or is bad. The views point into @p input.
    qsizetype feed(QByteArrayView input, std::vector<QByteArrayView> &payload);

    [[nodiscard]] bool isDone() const { return m_state == State::Done; }
    [[nodiscard]] bool isBad() const { return m_state == State::Bad; }

private:
    enum class State {
        SizeFirst, ///< the first digit is still to come
        Size,
        Extension,
        SizeLf,
        Data,
        DataCr,
        DataLf,
        TrailerStart,
        Trailer,
        TrailerLf,
        EndLf,
        Done,
        Bad,
    };

    void step(char byte);
    void stepSize(char byte);
    void stepTrailer(char byte);
    void fail() { m_state = State::Bad; }

    Trailers m_trailers;
    State m_state = State::SizeFirst;
    quint64 m_remaining = 0; ///< size being read, then data bytes still to come
    qsizetype m_lineBytes = 0; ///< extension or trailer bytes so far, limited
};

} // namespace proxy
