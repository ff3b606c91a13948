// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/requestrules.h"

#include "proxy/http/targetpath.h"

#include <algorithm>

namespace proxy {

namespace {

constexpr qsizetype kMaxLengthDigits = 18;

/// The fields the rules look at, found in one pass.
struct KnownFields
{
    int hosts = 0;
    int lengths = 0;
    int codings = 0;
    QByteArrayView host;
    QByteArrayView length;
    QByteArrayView coding;
    bool close = false;
    bool keepAlive = false;
    bool connectionUpgrade = false;
    bool webSocket = false;
    bool expectsContinue = false;
    bool comesFromAPage = false; ///< has an Origin or a Sec-Fetch-* field
};

bool hasToken(QByteArrayView list, QByteArrayView token)
{
    if (list.size() < token.size())
        return false;
    for (const QByteArrayView member : listMembers(list)) {
        if (equalsIgnoringCase(member, token))
            return true;
    }
    return false;
}

void noteConnection(KnownFields &known, QByteArrayView value)
{
    // By far the most frequent form is not worth taking apart.
    if (equalsIgnoringCase(value, "keep-alive")) {
        known.keepAlive = true;
        return;
    }
    known.close = known.close || hasToken(value, "close");
    known.keepAlive = known.keepAlive || hasToken(value, "keep-alive");
    known.connectionUpgrade = known.connectionUpgrade || hasToken(value, "upgrade");
}

void noteField(KnownFields &known, const HeaderList::Field &field)
{
    constexpr QByteArrayView kFetchPrefix = "sec-fetch-";
    if (field.name.size() > kFetchPrefix.size()
        && equalsIgnoringCase(field.name.first(kFetchPrefix.size()), kFetchPrefix))
        known.comesFromAPage = true;
    switch (field.name.size()) {
    case 4:
        if (equalsIgnoringCase(field.name, "host") && ++known.hosts == 1)
            known.host = field.value;
        return;
    case 6:
        if (equalsIgnoringCase(field.name, "expect"))
            known.expectsContinue = hasToken(field.value, "100-continue");
        else if (equalsIgnoringCase(field.name, "origin"))
            known.comesFromAPage = true;
        return;
    case 7:
        if (equalsIgnoringCase(field.name, "upgrade"))
            known.webSocket = known.webSocket || hasToken(field.value, "websocket");
        return;
    case 10:
        if (equalsIgnoringCase(field.name, "connection"))
            noteConnection(known, field.value);
        return;
    case 14:
        if (equalsIgnoringCase(field.name, "content-length") && ++known.lengths == 1)
            known.length = field.value;
        return;
    case 17:
        if (equalsIgnoringCase(field.name, "transfer-encoding") && ++known.codings == 1)
            known.coding = field.value;
        return;
    default:
        return;
    }
}

KnownFields knownFields(const HeaderList &headers)
{
    KnownFields known;
    for (size_t i = 0; i < headers.size(); ++i)
        noteField(known, headers.at(i));
    return known;
}

std::optional<Error> misdirected(QByteArrayView host)
{
    return refusal(
        ErrorCode::MisdirectedRequest,
        Text::english("This proxy does not answer to the host name \"%1\"; "
                      "names beside localhost have to be configured.",
                      {QString::fromLatin1(host.first(std::min<qsizetype>(host.size(), 100)))}));
}

std::optional<Error> checkAuthority(const HeadRules &rules, QByteArrayView authority)
{
    const std::optional<QByteArrayView> host = hostOf(authority);
    if (!host)
        return refusal(ErrorCode::MalformedRequest,
                       Text::english("The host is not a name or address with a port."));
    return rules.hosts.contains(*host) ? std::nullopt : misdirected(*host);
}

std::optional<Error> checkHost(const HeadRules &rules, const RequestHead &head,
                               const KnownFields &known)
{
    if (known.hosts == 1)
        return checkAuthority(rules, known.host);
    // Balancers' checks name no host; a page whose name resolves to us (DNS rebinding) comes by a
    // browser, which always does.
    if (known.hosts == 0 && head.minorVersion == 0)
        return known.comesFromAPage ? misdirected({}) : std::nullopt;
    return refusal(ErrorCode::MalformedRequest,
                   known.hosts == 0 ? Text::english("The Host field is missing.")
                                    : Text::english("There is more than one Host field."));
}

/// RFC 9112 3.2: origin-form, "*" for OPTIONS, or an absolute-form that names us.
std::optional<Error> reduceTarget(const HeadRules &rules, RequestHead &head)
{
    if (head.target.startsWith('/') || (head.target == "*" && head.method == "OPTIONS"))
        return std::nullopt;
    constexpr QByteArrayView scheme = "http://";
    if (!equalsIgnoringCase(
            QByteArrayView(head.target).first(std::min(head.target.size(), scheme.size())), scheme))
        return refusal(ErrorCode::MalformedRequest,
                       Text::english("The request target is neither a path nor an http URL."));
    qsizetype end = scheme.size();
    while (end < head.target.size() && head.target[end] != '/' && head.target[end] != '?')
        ++end;
    if (auto error = checkAuthority(
            rules, QByteArrayView(head.target).sliced(scheme.size(), end - scheme.size())))
        return error;
    const QByteArray rest = head.target.mid(end);
    head.target = rest.startsWith('/') ? rest : '/' + rest;
    return std::nullopt;
}

std::optional<Error> decideLength(RequestHead &head, const KnownFields &known)
{
    const auto isDigit = [](char byte) { return byte >= '0' && byte <= '9'; };
    const QByteArrayView text = known.length;
    if (known.lengths > 1)
        return refusal(ErrorCode::MalformedRequest,
                       Text::english("There is more than one Content-Length field."));
    if (text.isEmpty() || text.size() > kMaxLengthDigits
        || !std::all_of(text.begin(), text.end(), isDigit))
        return refusal(ErrorCode::MalformedRequest,
                       Text::english("The Content-Length is not a number."));
    head.contentLength = text.toLongLong();
    head.framing = head.contentLength > 0 ? BodyFraming::Length : BodyFraming::None;
    return std::nullopt;
}

/// RFC 9112 6.1 and 6.3, without the leniency that request smuggling lives on.
std::optional<Error> decideFraming(RequestHead &head, const KnownFields &known)
{
    if (known.codings == 0)
        return known.lengths == 0 ? std::nullopt : decideLength(head, known);
    if (known.lengths > 0)
        return refusal(ErrorCode::MalformedRequest,
                       Text::english("Content-Length and Transfer-Encoding exclude each other."));
    if (head.minorVersion == 0)
        return refusal(ErrorCode::MalformedRequest,
                       Text::english("HTTP/1.0 knows no Transfer-Encoding."));
    if (known.codings > 1 || !equalsIgnoringCase(known.coding, "chunked"))
        return refusal(ErrorCode::MalformedRequest,
                       Text::english("The only transfer coding understood is chunked."));
    head.framing = BodyFraming::Chunked;
    return std::nullopt;
}

} // namespace

std::optional<Error> applyRules(const HeadRules &rules, RequestHead &head)
{
    const KnownFields known = knownFields(head.headers);
    head.keepAlive = !known.close && (head.minorVersion > 0 || known.keepAlive);
    if (head.method == "CONNECT" || head.method == "TRACE")
        return refusal(ErrorCode::MethodNotAllowed,
                       Text::english("CONNECT and TRACE are not offered here."));
    if (auto error = reduceTarget(rules, head))
        return error;
    ProjectTarget parted = splitProject(head.target);
    head.project = std::move(parted.project);
    head.target = std::move(parted.target);
    head.normalisedPath = head.target == "*" ? head.target : normalisedPath(head.target);
    if (auto error = checkHost(rules, head, known))
        return error;
    if (auto error = decideFraming(head, known))
        return error;
    head.expectsContinue =
        known.expectsContinue && head.minorVersion > 0 && head.framing != BodyFraming::None;
    head.upgradesToWebSocket = known.connectionUpgrade && known.webSocket && head.method == "GET"
                               && head.minorVersion > 0 && head.framing == BodyFraming::None;
    return std::nullopt;
}

Error refusal(ErrorCode code, Text detail)
{
    return Error {code, ErrorSource::Client, Retry::No, std::move(detail)};
}

} // namespace proxy
