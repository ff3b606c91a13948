// SPDX-License-Identifier: LicenseRef-Private
#include "ui/words/sentences.h"

#include <QtGlobal>

#include <array>

namespace ui {

namespace {

constexpr std::array kSentences {
    QT_TRANSLATE_NOOP("Engine", "%1: %2"),
    QT_TRANSLATE_NOOP("Engine", "the upstream could not be reached lately: %1"),
    QT_TRANSLATE_NOOP("Engine", "nothing came within %1 ms"),
    QT_TRANSLATE_NOOP("Engine", "no connection within %1 ms"),
    QT_TRANSLATE_NOOP("Engine", "the status line is not HTTP/1.x"),
    QT_TRANSLATE_NOOP("Engine", "a control byte in the status line"),
    QT_TRANSLATE_NOOP("Engine", "a header line has no colon"),
    QT_TRANSLATE_NOOP("Engine", "a header has a bad name"),
    QT_TRANSLATE_NOOP("Engine", "a control byte in a header"),
    QT_TRANSLATE_NOOP("Engine", "too many headers"),
    QT_TRANSLATE_NOOP("Engine", "a bad Content-Length"),
    QT_TRANSLATE_NOOP("Engine", "differing Content-Lengths"),
    QT_TRANSLATE_NOOP("Engine", "both a length and a transfer coding"),
    QT_TRANSLATE_NOOP("Engine", "a transfer coding other than chunked"),
    QT_TRANSLATE_NOOP("Engine", "the head is too large"),
    QT_TRANSLATE_NOOP("Engine", "it switched protocols without being asked"),
    QT_TRANSLATE_NOOP("Engine", "a line of the head ends without CR"),
    QT_TRANSLATE_NOOP("Engine", "broken chunk framing"),
    QT_TRANSLATE_NOOP("Engine", "it spoke before it was asked"),
    QT_TRANSLATE_NOOP("Engine", "it spoke without being asked"),
    QT_TRANSLATE_NOOP("Engine", "the connection was %1 in the middle of an answer"),
    QT_TRANSLATE_NOOP("Engine", "the connection was %1 before an answer"),
    QT_TRANSLATE_NOOP("Engine", "Connection refused"),
    QT_TRANSLATE_NOOP("Engine", "Connection reset by peer"),
    QT_TRANSLATE_NOOP("Engine", "Connection timed out"),
    QT_TRANSLATE_NOOP("Engine", "No route to host"),
    QT_TRANSLATE_NOOP("Engine", "Network is unreachable"),
    QT_TRANSLATE_NOOP("Engine", "Permission denied"),
    QT_TRANSLATE_NOOP("Engine", "The chunks of the request body are malformed."),
    QT_TRANSLATE_NOOP("Engine", "The request body is larger than %1 bytes."),
    QT_TRANSLATE_NOOP("Engine", "Too many request bodies are being held at once."),
    QT_TRANSLATE_NOOP("Engine", "The client left."),
    QT_TRANSLATE_NOOP("Engine", "The head of the request came too slowly."),
    QT_TRANSLATE_NOOP("Engine", "The request body came too slowly."),
    QT_TRANSLATE_NOOP("Engine", "Too many connections are open."),
    QT_TRANSLATE_NOOP("Engine", "\"%1\" is not an address."),
    QT_TRANSLATE_NOOP("Engine", "Cannot listen on %1 port %2: %3."),
    QT_TRANSLATE_NOOP("Engine",
                      "Qt %1 does not hand requests over in the order that is relied upon."),
    QT_TRANSLATE_NOOP("Engine", "A line ends without CR LF."),
    QT_TRANSLATE_NOOP("Engine", "There is a control byte in the head."),
    QT_TRANSLATE_NOOP("Engine", "The head is too large."),
    QT_TRANSLATE_NOOP("Engine", "The request line is malformed."),
    QT_TRANSLATE_NOOP("Engine", "The request target is too long."),
    QT_TRANSLATE_NOOP("Engine", "The request target holds a byte that it may not."),
    QT_TRANSLATE_NOOP("Engine", "Only HTTP/1.0 and 1.1 are spoken."),
    QT_TRANSLATE_NOOP("Engine", "A header line is malformed."),
    QT_TRANSLATE_NOOP("Engine", "There are too many header fields."),
    QT_TRANSLATE_NOOP("Engine", "This proxy does not answer to the host name \"%1\"; names beside "
                                "localhost have to be configured."),
    QT_TRANSLATE_NOOP("Engine", "The host is not a name or address with a port."),
    QT_TRANSLATE_NOOP("Engine", "The Host field is missing."),
    QT_TRANSLATE_NOOP("Engine", "There is more than one Host field."),
    QT_TRANSLATE_NOOP("Engine", "The request target is neither a path nor an http URL."),
    QT_TRANSLATE_NOOP("Engine", "There is more than one Content-Length field."),
    QT_TRANSLATE_NOOP("Engine", "The Content-Length is not a number."),
    QT_TRANSLATE_NOOP("Engine", "Content-Length and Transfer-Encoding exclude each other."),
    QT_TRANSLATE_NOOP("Engine", "HTTP/1.0 knows no Transfer-Encoding."),
    QT_TRANSLATE_NOOP("Engine", "The only transfer coding understood is chunked."),
    QT_TRANSLATE_NOOP("Engine", "CONNECT and TRACE are not offered here."),
    QT_TRANSLATE_NOOP("Engine", "the upstream's answer broke off"),
    QT_TRANSLATE_NOOP("Engine", "UPSTREAM_URL (%1) leads back to this proxy; set it to "
                                "CLIProxyAPI's own address, usually http://127.0.0.1:18317"),
    QT_TRANSLATE_NOOP("Engine", "minutes must be a number from 0 to 10080"),
    QT_TRANSLATE_NOOP("Engine", "breaker must be morph or upstream, or be left out for both"),
    QT_TRANSLATE_NOOP("Engine", "action must be reset or probe"),
    QT_TRANSLATE_NOOP("Engine", "give enabled (true or false), mode or provider"),
    QT_TRANSLATE_NOOP("Engine", "no such session; GET /router/sessions lists them"),
    QT_TRANSLATE_NOOP("Engine", "model is too long"),
    QT_TRANSLATE_NOOP("Engine", "action must be boost, hold, off or release"),
    QT_TRANSLATE_NOOP("Engine", "no such session"),
    QT_TRANSLATE_NOOP("Engine", "the heads of this exchange are not kept any more"),
    QT_TRANSLATE_NOOP("Engine", "the body grows too large when its Content-Encoding is removed"),
    QT_TRANSLATE_NOOP("Engine", "cut at the end of the drain"),
    QT_TRANSLATE_NOOP("Engine", "too many readers of the event stream"),
    QT_TRANSLATE_NOOP("Engine", "this route is only for the machine the proxy runs on"),
    QT_TRANSLATE_NOOP(
        "Engine",
        "a proxy key is required: send it as X-LLM-Proxy-Key or as the API key of your client"),
    QT_TRANSLATE_NOOP("Engine", "this route is not for web pages of other origins"),
    QT_TRANSLATE_NOOP("Engine", "this route needs the control token of the runtime folder"),
    QT_TRANSLATE_NOOP("Engine", "llm-proxy has no such route"),
    QT_TRANSLATE_NOOP("Engine", "use %1"),
    QT_TRANSLATE_NOOP("Engine", "%1 can't be created"),
    QT_TRANSLATE_NOOP("Engine", "a program"),
    QT_TRANSLATE_NOOP("Engine", "another program"),
    QT_TRANSLATE_NOOP("Engine", "%1 (pid %2)"),
};

} // namespace

std::span<const char *const> requestSentences()
{
    return kSentences;
}

} // namespace ui
