// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/chunkeddecoder.h"

#include "proxy/core/hexdigit.h"

#include <algorithm>

namespace proxy {

namespace {

constexpr quint64 kMaxChunk = 1ULL << 60;
constexpr qsizetype kMaxLineBytes = 16 * 1024;

/// RFC 9110 5.5: field text is HTAB, SP, VCHAR or obs-text.
bool isFieldByte(char byte)
{
    const auto value = static_cast<unsigned char>(byte);
    return value == '\t' || (value >= 0x20 && value != 0x7f);
}

} // namespace

ChunkedDecoder::ChunkedDecoder(Trailers trailers)
    : m_trailers(trailers)
{ }

qsizetype ChunkedDecoder::feed(QByteArrayView input, std::vector<QByteArrayView> &payload)
{
    qsizetype at = 0;
    while (at < input.size() && !isDone() && !isBad()) {
        if (m_state != State::Data) {
            step(input[at++]);
            continue;
        }
        const auto available = static_cast<quint64>(input.size() - at);
        const auto length = static_cast<qsizetype>(std::min(available, m_remaining));
        payload.push_back(input.sliced(at, length));
        at += length;
        m_remaining -= static_cast<quint64>(length);
        if (m_remaining == 0)
            m_state = State::DataCr;
    }
    return at;
}

void ChunkedDecoder::step(char byte)
{
    switch (m_state) {
    case State::SizeFirst:
    case State::Size:
    case State::Extension:
    case State::SizeLf:
        stepSize(byte);
        return;
    case State::DataCr:
        m_state = byte == '\r' ? State::DataLf : State::Bad;
        return;
    case State::DataLf:
        m_state = byte == '\n' ? State::SizeFirst : State::Bad;
        return;
    case State::TrailerStart:
    case State::Trailer:
    case State::TrailerLf:
    case State::EndLf:
        stepTrailer(byte);
        return;
    case State::Data:
    case State::Done:
    case State::Bad:
        return;
    }
}

void ChunkedDecoder::stepSize(char byte)
{
    if (m_state == State::SizeLf) {
        m_lineBytes = 0;
        const State next = m_remaining == 0 ? State::TrailerStart : State::Data;
        m_state = byte == '\n' ? next : State::Bad;
        return;
    }
    if (m_state == State::SizeFirst)
        m_remaining = 0;
    const int digit = m_state == State::Extension ? -1 : hexDigit(byte);
    if (digit >= 0) {
        // Asked before: a product that has turned round looks small.
        const bool fits = m_remaining < kMaxChunk / 16 && ++m_lineBytes <= kMaxLineBytes;
        m_remaining = m_remaining * 16 + static_cast<quint64>(digit);
        m_state = fits ? State::Size : State::Bad;
        return;
    }
    if (byte == '\r' && m_state != State::SizeFirst)
        m_state = State::SizeLf;
    else if (m_state == State::Size && byte == ';')
        m_state = State::Extension;
    else if (m_state != State::Extension || !isFieldByte(byte) || ++m_lineBytes > kMaxLineBytes)
        fail();
}

void ChunkedDecoder::stepTrailer(char byte)
{
    if (m_state == State::EndLf) {
        m_state = byte == '\n' ? State::Done : State::Bad;
    } else if (m_state == State::TrailerLf) {
        m_state = byte == '\n' ? State::TrailerStart : State::Bad;
    } else if (byte == '\r') {
        m_state = m_state == State::TrailerStart ? State::EndLf : State::TrailerLf;
    } else if (m_trailers == Trailers::Refuse || !isFieldByte(byte)
               || ++m_lineBytes > kMaxLineBytes) {
        fail();
    } else {
        m_state = State::Trailer;
    }
}

} // namespace proxy
