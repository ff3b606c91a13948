// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/wire.h"

#include <optional>

namespace standins {

/// The fields of @p block ("Name: value\r\n" repeated, with or without a closing empty line).
/// Lines without a colon are left out.
[[nodiscard]] WireHeaders parseFields(QByteArrayView block);

/// Takes requests out of one connection's bytes, one after the other, and keeps everything as it
/// came. Strict only where a real server is: what it can't read is answered with 400 or 431.
class RequestReader final
{
public:
    static constexpr qsizetype kMaxHead = 1024 * 1024;

    enum class State { Head, Body, Complete, Bad };

    /// Adds bytes. Nothing is read past the end of the current request.
    void add(QByteArrayView bytes, WireTime now);
    /// Forgets the current request; bytes already received of the next one are read.
    void next(WireTime now);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool hasStarted() const { return m_started; } ///< a byte of the request is here
    [[nodiscard]] const RecordedRequest &request() const { return m_request; }
    [[nodiscard]] int errorStatus() const { return m_errorStatus; } ///< with State::Bad
    [[nodiscard]] qint64 announcedLength() const { return m_length; } ///< of Content-Length, or -1
    [[nodiscard]] qsizetype pending() const { return m_input.size(); }
    /// Bytes received after the request (a tunnel's first bytes); takes them.
    [[nodiscard]] QByteArray takeRest();

private:
    enum class ChunkPart { Size, Data, DataEnd, Trailers };

    void advance(WireTime now);
    bool readHead(WireTime now);
    bool readStartLine(QByteArrayView line);
    bool readFraming();
    bool readLength();
    bool readChunked();
    bool readChunkSize();
    bool readTrailers();
    void fail(int status);

    QByteArray m_input;
    RecordedRequest m_request;
    State m_state = State::Head;
    ChunkPart m_part = ChunkPart::Size;
    qint64 m_length = -1;
    qint64 m_chunkLeft = 0;
    int m_errorStatus = 0;
    bool m_started = false;
};

} // namespace standins
