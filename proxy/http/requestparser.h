// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/http/requestrules.h"
#include "proxy/message/request.h"

#include <QByteArrayView>

#include <vector>

namespace proxy {

/// Parses request heads strictly by RFC 9112, sections 2 to 6: bytes in, RequestHead or Error out.
/// It is incremental: it looks at each byte once, however the input is split, and refuses a bad
/// byte as soon as it comes. One parser serves all requests of a connection. Pure.
class RequestParser final
{
public:
    enum class Progress {
        Incomplete, ///< more input is needed
        Complete, ///< the head is complete: call headSize(), then takeHead()
        Refused, ///< error() says why; takeHead() returns the part understood; close the connection
    };

    /// @p rules must outlive the parser and may change between heads.
    explicit RequestParser(const HeadRules &rules);

    /// Parses. @p input holds all bytes from the head's first one on, also those of earlier calls.
    Progress parse(QByteArrayView input);
    [[nodiscard]] qsizetype headSize() const { return m_lineStart; }
    /// Whether no byte of a head was parsed yet.
    [[nodiscard]] bool isFresh() const { return m_scanned == 0; }
    [[nodiscard]] const Error &error() const { return m_error; }
    /// Returns the head and resets the parser for the next one.
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
    Progress refuse(ErrorCode code, Text detail);
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
