// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <vector>

namespace proxy {

/// Takes chunked framing apart, strictly (RFC 9112 7.1). Pure: bytes in, views out. Used for
/// clients' requests (trailers refused) and upstream answers (trailers passed).
class ChunkedDecoder final
{
public:
    enum class Trailers { Refuse, Accept };

    explicit ChunkedDecoder(Trailers trailers = Trailers::Accept);

    /// Reads as much of @p input as belongs to this body and appends views of the payload in it
    /// to @p payload. Returns how many bytes belonged: fewer than given once the body is done
    /// or bad. The views live as long as @p input.
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
