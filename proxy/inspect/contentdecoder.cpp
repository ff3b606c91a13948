// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/inspect/contentdecoder.h"

#include <algorithm>
#include <memory>

#include <zlib.h>
#include <zstd.h>

namespace proxy {

namespace {

using Outcome = DecodedBody::Outcome;

constexpr qsizetype kFirstGuess = 4;
constexpr qsizetype kSmallest = 16 * 1024;
constexpr int kMaxZstdWindowLog = 25; ///< 32 MB; level 19 without --long needs 8 MB
constexpr int kGzipOnly = 16; ///< zlib's way to say: a gzip header, no zlib one

/// Where the plain bytes go; knows the limits.
class Output
{
public:
    Output(qsizetype coded, const DecodeLimits &limits)
        : m_limit(std::min(limits.maxBytes,
                           std::max(DecodeLimits::kRatioMatters, coded * limits.maxRatio)))
    {
        m_bytes.resize(std::min<qsizetype>(m_limit, std::max(coded * kFirstGuess, kSmallest)));
    }

    [[nodiscard]] char *free() { return m_bytes.data() + m_used; }
    [[nodiscard]] qsizetype freeSize() const { return m_bytes.size() - m_used; }
    void use(qsizetype count) { m_used += count; }
    /// False at the limit. One byte beyond it is made room for, so that a body that just fits
    /// can be told from one that does not.
    [[nodiscard]] bool grow()
    {
        if (m_bytes.size() > m_limit)
            return false;
        m_bytes.resize(std::min(m_bytes.size() * 2, m_limit + 1));
        return true;
    }
    [[nodiscard]] DecodedBody take()
    {
        if (m_used > m_limit)
            return {.outcome = Outcome::TooLarge, .body = {}};
        m_bytes.truncate(m_used);
        return {.outcome = Outcome::Whole, .body = std::move(m_bytes)};
    }

private:
    qsizetype m_limit;
    QByteArray m_bytes;
    qsizetype m_used = 0;
};

DecodedBody failed(Outcome outcome)
{
    return {.outcome = outcome, .body = {}};
}

DecodedBody gunzip(QByteArrayView coded, const DecodeLimits &limits)
{
    z_stream stream {};
    if (inflateInit2(&stream, MAX_WBITS + kGzipOnly) != Z_OK)
        return failed(Outcome::Broken);
    const std::unique_ptr<z_stream, int (*)(z_stream *)> closer(&stream, inflateEnd);
    Output output(coded.size(), limits);
    // zlib takes a mutable pointer and does not write through it.
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(coded.data()));
    stream.avail_in = static_cast<uInt>(coded.size());
    for (;;) {
        if (output.freeSize() == 0 && !output.grow())
            return failed(Outcome::TooLarge);
        const auto room = static_cast<uInt>(std::min<qsizetype>(output.freeSize(), 1 << 30));
        stream.next_out = reinterpret_cast<Bytef *>(output.free());
        stream.avail_out = room;
        const int result = inflate(&stream, Z_NO_FLUSH);
        output.use(room - stream.avail_out);
        if (result == Z_STREAM_END && stream.avail_in == 0)
            return output.take();
        if (result == Z_STREAM_END && inflateReset(&stream) != Z_OK)
            return failed(Outcome::Broken);
        const bool wantsRoom = stream.avail_out == 0;
        if (result != Z_STREAM_END && result != Z_OK && !(result == Z_BUF_ERROR && wantsRoom))
            return failed(Outcome::Broken);
        if (stream.avail_in == 0 && !wantsRoom)
            return failed(Outcome::Broken);
    }
}

DecodedBody unzstd(QByteArrayView coded, const DecodeLimits &limits)
{
    const std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx *)> context(ZSTD_createDCtx(),
                                                                      ZSTD_freeDCtx);
    if (!context
        || ZSTD_isError(
            ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, kMaxZstdWindowLog)))
        return failed(Outcome::Broken);
    Output output(coded.size(), limits);
    ZSTD_inBuffer in {coded.data(), static_cast<size_t>(coded.size()), 0};
    for (;;) {
        if (output.freeSize() == 0 && !output.grow())
            return failed(Outcome::TooLarge);
        ZSTD_outBuffer out {output.free(), static_cast<size_t>(output.freeSize()), 0};
        const size_t left = ZSTD_decompressStream(context.get(), &out, &in);
        if (ZSTD_isError(left))
            return failed(Outcome::Broken);
        output.use(static_cast<qsizetype>(out.pos));
        const bool isAllRead = in.pos == in.size;
        if (left == 0 && isAllRead)
            return output.take();
        if (isAllRead && out.pos < out.size)
            return failed(Outcome::Broken);
    }
}

} // namespace

ContentCoding contentCodingOf(const HeaderList &headers)
{
    ContentCoding coding = ContentCoding::Identity;
    for (const QByteArrayView value : headers.all("content-encoding")) {
        for (const QByteArrayView member : listMembers(value)) {
            if (equalsIgnoringCase(member, "identity"))
                continue;
            if (coding != ContentCoding::Identity)
                return ContentCoding::Other;
            if (equalsIgnoringCase(member, "gzip") || equalsIgnoringCase(member, "x-gzip"))
                coding = ContentCoding::Gzip;
            else if (equalsIgnoringCase(member, "zstd"))
                coding = ContentCoding::Zstd;
            else
                coding = ContentCoding::Other;
        }
    }
    return coding;
}

DecodedBody decodeBody(ContentCoding coding, QByteArrayView coded, const DecodeLimits &limits)
{
    if (coded.isEmpty())
        return failed(Outcome::Broken);
    switch (coding) {
    case ContentCoding::Gzip:
        return gunzip(coded, limits);
    case ContentCoding::Zstd:
        return unzstd(coded, limits);
    case ContentCoding::Identity:
    case ContentCoding::Other:
        break;
    }
    return failed(Outcome::Broken);
}

} // namespace proxy
