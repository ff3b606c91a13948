// SPDX-License-Identifier: LicenseRef-Private
#include "app/demo/democlient.h"

#include "proxy/upstream/responseparser.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QHostAddress>
#include <QNetworkProxy>
#include <QTcpSocket>
#include <QTimer>

namespace app {

namespace {

constexpr std::chrono::seconds kPatience {30};

/// Returns whether the answer ended.
bool readInto(DemoResponse &response, proxy::ResponseParser &parser, QByteArrayView input)
{
    using Event = proxy::ResponseParser::Event;
    for (;;) {
        switch (parser.next(input)) {
        case Event::NeedMore:
            return false;
        case Event::Head:
            response.head = parser.head();
            break;
        case Event::Body:
            for (const QByteArrayView part : parser.piece().payload) {
                response.body += part;
                response.chunks += response.head->framing == proxy::BodyFraming::Chunked ? 1 : 0;
            }
            break;
        case Event::End:
            response.isComplete = true;
            return true;
        case Event::Malformed:
            response.isBroken = true;
            return true;
        }
    }
}

} // namespace

QByteArray DemoResponse::header(QByteArrayView name) const
{
    return head ? head->headers.first(name).value_or(QByteArrayView()).toByteArray() : QByteArray();
}

DemoResponse askProxy(quint16 port, const DemoRequest &request)
{
    DemoResponse response;
    proxy::ResponseParser parser;
    parser.reset(request.method, false);
    QEventLoop loop;
    QElapsedTimer since;
    QTcpSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    QObject::connect(&socket, &QTcpSocket::readyRead, &loop, [&] {
        if (response.firstByteMs < 0)
            response.firstByteMs = static_cast<double>(since.nsecsElapsed()) / 1e6;
        if (readInto(response, parser, socket.readAll()))
            loop.quit();
    });
    QObject::connect(&socket, &QTcpSocket::errorOccurred, &loop, [&] {
        response.isComplete = response.isComplete || parser.endsWithConnection();
        loop.quit();
    });
    QTimer::singleShot(kPatience, &loop, &QEventLoop::quit);
    since.start();
    socket.connectToHost(QHostAddress::LocalHost, port);
    socket.write(request.bytes());
    loop.exec();
    return response;
}

} // namespace app
