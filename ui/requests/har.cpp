// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/har.h"

#include "proxy/exchange/exchangejson.h"
#include "proxy/exchange/exchangerow.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>
#include <QUrlQuery>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

const QString kHolds = u"The texts of requests and answers are what was typed and answered."_s;
const QString kExportSchema = u"llm-proxy-export-v1"_s;

QJsonObject rowOf(const proxy::Exchange &exchange)
{
    QByteArray row;
    proxy::appendExchangeJson(row, exchange);
    return QJsonDocument::fromJson(row).object();
}

QJsonArray namedValues(const QJsonArray &pairs)
{
    QJsonArray named;
    for (const auto pair : pairs)
        named.append(QJsonObject {{u"name"_s, pair[0]}, {u"value"_s, pair[1]}});
    return named;
}

QJsonArray queryOf(const QByteArray &target)
{
    QJsonArray pairs;
    const QUrlQuery query(QUrl::fromEncoded(target).query(QUrl::FullyEncoded));
    for (const auto &[name, value] : query.queryItems(QUrl::FullyDecoded))
        pairs.append(QJsonObject {{u"name"_s, name}, {u"value"_s, value}});
    return pairs;
}

QString textOf(const BodyText &body)
{
    return QString::fromUtf8(body.text);
}

double millisecondsOf(const std::optional<proxy::Timing::Micros> &time)
{
    return time ? static_cast<double>(time->count()) / 1000 : -1;
}

QJsonObject requestOf(const WholeExchange &whole, const QString &baseUrl)
{
    const proxy::Exchange &exchange = whole.exchange;
    QJsonObject request {{u"method"_s, QString::fromUtf8(exchange.method)},
                         {u"url"_s, QString(baseUrl + QString::fromUtf8(exchange.target))},
                         {u"httpVersion"_s, u"HTTP/1.1"_s},
                         {u"cookies"_s, QJsonArray()},
                         {u"headers"_s, namedValues(whole.requestHeaders)},
                         {u"queryString"_s, queryOf(exchange.target)},
                         {u"headersSize"_s, -1},
                         {u"bodySize"_s, exchange.bytesIn}};
    if (whole.bodies && !whole.bodies->request.text.isEmpty())
        request[u"postData"_s] = QJsonObject {{u"mimeType"_s, u"application/json"_s},
                                              {u"text"_s, textOf(whole.bodies->request)}};
    return request;
}

QJsonObject responseOf(const WholeExchange &whole)
{
    const proxy::Exchange &exchange = whole.exchange;
    QJsonObject content {
        {u"size"_s, exchange.bytesOut},
        {u"mimeType"_s, exchange.streaming ? u"text/event-stream"_s : u"application/json"_s}};
    if (whole.bodies)
        content[u"text"_s] = textOf(whole.bodies->answer);
    return {{u"status"_s, exchange.status},
            {u"statusText"_s, QString()},
            {u"httpVersion"_s, u"HTTP/1.1"_s},
            {u"cookies"_s, QJsonArray()},
            {u"headers"_s, namedValues(whole.answerHeaders)},
            {u"content"_s, content},
            {u"redirectURL"_s, QString()},
            {u"headersSize"_s, -1},
            {u"bodySize"_s, exchange.bytesOut}};
}

QJsonObject timingsOf(const proxy::Timing &timing)
{
    const auto between = [](double from, double to) { return std::max(0.0, to - from); };
    const double connected = std::max(0.0, millisecondsOf(timing.connected));
    const double sent = std::max(connected, millisecondsOf(timing.requestSent));
    const double first = std::max(sent, millisecondsOf(timing.firstByte));
    return {{u"blocked"_s, millisecondsOf(timing.inspect + timing.decide)},
            {u"connect"_s, between(millisecondsOf(timing.inspect + timing.decide), connected)},
            {u"send"_s, between(connected, sent)},
            {u"wait"_s, between(sent, first)},
            {u"receive"_s, between(first, millisecondsOf(timing.finished))}};
}

/// An entry of another program.
proxy::Exchange exchangeOfEntry(const QJsonObject &entry, size_t number)
{
    proxy::Exchange exchange;
    exchange.id = "har-" + QByteArray::number(number);
    exchange.startedAtMs =
        QDateTime::fromString(entry["startedDateTime"_L1].toString(), Qt::ISODateWithMs)
            .toMSecsSinceEpoch();
    const QJsonObject request = entry["request"_L1].toObject();
    exchange.method = request["method"_L1].toString().left(32).toUtf8();
    const QUrl url(request["url"_L1].toString());
    exchange.target = url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority).left(4096);
    const QString text = request["postData"_L1]["text"_L1].toString();
    exchange.bytesIn = text.toUtf8().size();
    const QJsonObject body = QJsonDocument::fromJson(text.toUtf8()).object();
    exchange.decision.requestedModel = body["model"_L1].toString().left(256).toUtf8();
    exchange.decision.selectedModel = exchange.decision.requestedModel;
    exchange.streaming = body["stream"_L1].toBool();
    const QJsonObject response = entry["response"_L1].toObject();
    exchange.status = std::clamp(response["status"_L1].toInt(), 0, 999);
    exchange.bytesOut = std::max<qint64>(0, response["content"_L1]["size"_L1].toInteger());
    exchange.end = proxy::ExchangeEnd::Complete;
    const auto micros = [](double ms) {
        return std::chrono::microseconds(static_cast<qint64>(std::clamp(ms, 0.0, 1e9) * 1000));
    };
    const QJsonObject timings = entry["timings"_L1].toObject();
    double first = 0;
    for (const auto &step : {"blocked"_L1, "dns"_L1, "connect"_L1, "send"_L1, "wait"_L1})
        first += std::max(0.0, timings[step].toDouble());
    exchange.timing.firstByte = micros(first);
    exchange.timing.finished = micros(entry["time"_L1].toDouble());
    return exchange;
}

BodyText bodyOf(const QJsonValue &text)
{
    const QByteArray bytes = text.toString().toUtf8();
    return {.text = bytes, .size = bytes.size(), .isOver = true};
}

void addBodies(OpenedRequests &opened, const QByteArray &id, const QJsonValue &request,
               const QJsonValue &answer)
{
    if (request.isString() || answer.isString())
        opened.bodies->insert(id, {.request = bodyOf(request), .answer = bodyOf(answer)});
}

OpenedRequests openedArchive(const QJsonArray &entries)
{
    OpenedRequests opened {.rows = {}, .bodies = std::make_shared<TextsReader::File>()};
    for (const auto value : entries) {
        if (opened.rows.size() >= kMostOpened)
            break;
        const QJsonObject entry = value.toObject();
        proxy::Exchange exchange = proxy::exchangeOf(entry["_llmProxy"_L1].toObject());
        if (exchange.id.isEmpty())
            exchange = exchangeOfEntry(entry, opened.rows.size() + 1);
        addBodies(opened, exchange.id, entry["request"_L1]["postData"_L1]["text"_L1],
                  entry["response"_L1]["content"_L1]["text"_L1]);
        opened.rows.push_back(std::move(exchange));
    }
    return opened;
}

OpenedRequests openedExport(const QJsonArray &requests)
{
    OpenedRequests opened {.rows = {}, .bodies = std::make_shared<TextsReader::File>()};
    for (const auto value : requests) {
        proxy::Exchange exchange = proxy::exchangeOf(value["row"_L1].toObject());
        if (exchange.id.isEmpty() || opened.rows.size() >= kMostOpened)
            continue;
        addBodies(opened, exchange.id, value["request"_L1], value["answer"_L1]);
        opened.rows.push_back(std::move(exchange));
    }
    return opened;
}

OpenedRequests openedLog(const QByteArray &file)
{
    OpenedRequests opened {.rows = {}, .bodies = std::make_shared<TextsReader::File>()};
    qsizetype end = file.size();
    // The newest rows, where there are too many.
    while (end > 0 && opened.rows.size() < kMostOpened) {
        const qsizetype begin = file.lastIndexOf('\n', end - 1) + 1;
        if (auto row = proxy::exchangeFromRow(QByteArrayView(file).sliced(begin, end - begin)))
            opened.rows.push_back(std::move(*row));
        end = begin - 1;
    }
    std::reverse(opened.rows.begin(), opened.rows.end());
    return opened;
}

} // namespace

QByteArray harOf(const std::vector<WholeExchange> &exchanges, const QString &baseUrl)
{
    QJsonArray entries;
    bool hasTexts = false;
    for (const WholeExchange &whole : exchanges) {
        const proxy::Exchange &exchange = whole.exchange;
        hasTexts = hasTexts || whole.bodies.has_value();
        entries.append(QJsonObject {
            {u"startedDateTime"_s, QString::fromUtf8(proxy::isoTime(exchange.startedAtMs))},
            {u"time"_s, std::max(0.0, millisecondsOf(exchange.timing.finished))},
            {u"request"_s, requestOf(whole, baseUrl)},
            {u"response"_s, responseOf(whole)},
            {u"cache"_s, QJsonObject()},
            {u"timings"_s, timingsOf(exchange.timing)},
            {u"_llmProxy"_s, rowOf(exchange)}});
    }
    QJsonObject log {
        {u"version"_s, u"1.2"_s},
        {u"creator"_s, QJsonObject {{u"name"_s, u"llm-proxy"_s},
                                    {u"version"_s, QCoreApplication::applicationVersion()}}},
        {u"entries"_s, entries}};
    if (hasTexts)
        log[u"comment"_s] = kHolds;
    return QJsonDocument(QJsonObject {{u"log"_s, log}}).toJson();
}

QByteArray jsonOf(const std::vector<WholeExchange> &exchanges)
{
    QJsonArray requests;
    bool hasTexts = false;
    for (const WholeExchange &whole : exchanges) {
        QJsonObject request {{u"row"_s, rowOf(whole.exchange)}};
        if (whole.bodies) {
            hasTexts = true;
            request[u"request"_s] = textOf(whole.bodies->request);
            request[u"answer"_s] = textOf(whole.bodies->answer);
        }
        requests.append(request);
    }
    QJsonObject file {{u"schema"_s, kExportSchema}, {u"requests"_s, requests}};
    if (hasTexts)
        file[u"holds"_s] = kHolds;
    return QJsonDocument(file).toJson();
}

proxy::Result<OpenedRequests> openedRequests(const QByteArray &file)
{
    OpenedRequests opened;
    const QJsonObject document = QJsonDocument::fromJson(file).object();
    if (document["log"_L1]["entries"_L1].isArray())
        opened = openedArchive(document["log"_L1]["entries"_L1].toArray());
    else if (document["schema"_L1].toString() == kExportSchema)
        opened = openedExport(document["requests"_L1].toArray());
    else
        opened = openedLog(file);
    if (opened.rows.empty())
        return tl::unexpected(proxy::Error {
            .code = proxy::ErrorCode::NotFound,
            .detail = proxy::Text::english("this file holds no request that can be shown")});
    return opened;
}

} // namespace ui
