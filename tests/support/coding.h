// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>

#include <zlib.h>
#include <zstd.h>

namespace support {

inline QByteArray zstd(const QByteArray &plain, int level = 3)
{
    QByteArray coded(static_cast<qsizetype>(ZSTD_compressBound(static_cast<size_t>(plain.size()))),
                     Qt::Uninitialized);
    const size_t size = ZSTD_compress(coded.data(), static_cast<size_t>(coded.size()),
                                      plain.constData(), static_cast<size_t>(plain.size()), level);
    coded.truncate(ZSTD_isError(size) ? 0 : static_cast<qsizetype>(size));
    return coded;
}

inline QByteArray gzip(const QByteArray &plain)
{
    z_stream stream {};
    constexpr int kGzip = 16;
    if (deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + kGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    QByteArray coded(static_cast<qsizetype>(deflateBound(&stream, uLong(plain.size()))),
                     Qt::Uninitialized);
    QByteArray input = plain;
    stream.next_in = reinterpret_cast<Bytef *>(input.data());
    stream.avail_in = uInt(input.size());
    stream.next_out = reinterpret_cast<Bytef *>(coded.data());
    stream.avail_out = uInt(coded.size());
    const int result = deflate(&stream, Z_FINISH);
    coded.truncate(result == Z_STREAM_END ? static_cast<qsizetype>(stream.total_out) : 0);
    deflateEnd(&stream);
    return coded;
}

} // namespace support
