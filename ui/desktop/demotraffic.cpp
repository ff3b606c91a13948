// SPDX-License-Identifier: LicenseRef-Private
#include "ui/desktop/demotraffic.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkProxy>
#include <QNetworkReply>

#include <array>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

using namespace std::chrono_literals;

constexpr auto kPause = 2s;
constexpr int kDeadlineMs = 30000;
constexpr int kMostAtOnce = 3;
constexpr int kMostInAll = 100;

struct Sample
{
    const char *path;
    const char *model;
    const char *project;
    const char *text;
};

// The fake Morph goes by the word in brackets.
constexpr std::array<Sample, 8> kSamples {{
    {"/v1/messages", "claude-sonnet-4-5-20250929", "shop-api",
     "Rename the variable total to sum in cart.ts. [[easy]]"},
    {"/v1/messages", "claude-sonnet-4-5-20250929", "shop-api",
     "Find out why two workers take the same job from the queue, and redesign it. [[hard]]"},
    {"/v1/chat/completions", "gpt-5", "website", "Fix the typo in the footer. [[easy]]"},
    {"/v1/messages", "claude-opus-4-1-20250805", "compiler",
     "Prove that the register allocator never spills a live loop counter. [[hard]]"},
    {"/v1/messages", "claude-sonnet-4-5-20250929", "compiler",
     "Add a test for empty input to the parser. [[medium]]"},
    {"/v1/messages", "claude-sonnet-4-5-20250929", "shop-api",
     "Which licence does this project have? [[easy]]"},
    {"/v1/chat/completions", "gpt-5", "website",
     "Move the date formatting into a function of its own. [[medium]]"},
    {"/v1/messages", "claude-sonnet-4-5-20250929", "website", "It does not work. [[needs_info]]"},
}};

QByteArray bodyOf(const Sample &sample)
{
    const QJsonObject message {{u"role"_s, u"user"_s},
                               {u"content"_s, QString::fromLatin1(sample.text)}};
    return QJsonDocument(QJsonObject {{u"model"_s, QString::fromLatin1(sample.model)},
                                      {u"max_tokens"_s, 1024},
                                      {u"stream"_s, true},
                                      {u"messages"_s, QJsonArray {message}}})
        .toJson(QJsonDocument::Compact);
}

} // namespace

DemoTraffic::DemoTraffic(QObject *parent)
    : QObject(parent)
{
    m_network.setProxy(QNetworkProxy::NoProxy);
    m_timer.setInterval(kPause);
    connect(&m_timer, &QTimer::timeout, this, &DemoTraffic::sendNext);
}

void DemoTraffic::start(const QString &baseUrl)
{
    m_baseUrl = baseUrl;
    if (m_timer.isActive())
        return;
    m_sent = 0;
    m_timer.start();
    sendNext();
}

void DemoTraffic::stop()
{
    m_timer.stop();
}

void DemoTraffic::sendNext()
{
    if (m_open >= kMostAtOnce || m_sent >= kMostInAll)
        return;
    const Sample &sample = kSamples.at(static_cast<size_t>(m_sent++) % kSamples.size());
    // The prefix names the project, as an agent's base URL would.
    QNetworkRequest request(QUrl(m_baseUrl + u"/p/"_s + QLatin1StringView(sample.project)
                                 + QLatin1StringView(sample.path)));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"llm-proxy-demo/1"_s);
    request.setTransferTimeout(kDeadlineMs);
    QNetworkReply *reply = m_network.post(request, bodyOf(sample));
    ++m_open;
    connect(reply, &QNetworkReply::finished, this, [this, reply] {
        --m_open;
        reply->deleteLater();
    });
}

} // namespace ui
