// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/http/requestrules.h"
#include "proxy/message/request.h"

#include <QByteArrayView>

#include <vector>

namespace proxy {

/// Reads request heads, strictly (RFC 9112 2 to 6): bytes in, RequestHead or Error out. Pure and
/// incremental: each byte is looked at once however the input is split, and a bad one is found
/// when it comes. One per connection, reused for its requests.
class RequestParser final
{
public:
    enum class Progress {
        Incomplete, ///< more input is needed
        Complete, ///< takeHead() has it; headSize() bytes of the input belong to it (ask first)
        Refused, ///< error() says why, takeHead() what was understood; the connection must close
    };

    /// @p rules must outlive the parser and may change between heads.
    explicit RequestParser(const HeadRules &rules);

    /// @p input: all bytes since the head's first, those of the last call included.
    Progress parse(QByteArrayView input);
    [[nodiscard]] qsizetype headSize() const { return m_lineStart; }
    /// No byte of a head was seen yet.
    [[nodiscard]] bool isFresh() const { return m_scanned == 0; }
    [[nodiscard]] const Error &error() const { return m_error; }
    /// Hands over the head and starts anew.
    [[nodiscard]] RequestHead takeHead();

private:
    struct Span
    {
        qsizetype nameBegin;
        qsizetype nameSize;
        qsizetype valueBegin;
        qsizetype valueSize;
    };

    Progress parseLine(QByteArrayView input, qsizetype end);
    bool parseRequestLine(QByteArrayView line);
    bool parseField(QByteArrayView line);
    Progress finish(QByteArrayView input);
    Progress checkIncomplete(QByteArrayView input);
    Progress refuse(ErrorCode code, Said detail);
    void collectFields(QByteArrayView input);

    const HeadRules &m_rules;
    RequestHead m_head;
    std::vector<Span> m_spans;
    qsizetype m_lineStart = 0; // of the line being read; after the head once it is complete
    qsizetype m_scanned = 0; // no line end and no bad byte before this
    bool m_hasRequestLine = false;
    bool m_skippedEmptyLine = false;
    Error m_error;
};

} // namespace proxy
