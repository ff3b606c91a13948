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

/// Time to read a sentence; later ones go faster.
constexpr auto kTourPause = 6s;
constexpr auto kPause = 2s;
/// What an agent sends along with a short ask: its instructions, tools and files.
constexpr qsizetype kContextBytes = 64 * 1024;
constexpr int kDeadlineMs = 30000;
constexpr int kMostAtOnce = 3;
constexpr int kMostInAll = 100;

struct Sample
{
    const char *path;
    const char *model;
    const char *project;
    const char *text;
    const char *caption; ///< nullptr: said already
};

// The fake Morph goes by the word in brackets.
constexpr std::array<Sample, 8> kSamples {{
    {"/v1/messages", "claude-sonnet-4-5-20250929", "shop-api",
     "Rename the variable total to sum in cart.ts. [[easy]]",
     QT_TRANSLATE_NOOP("ui::DemoTraffic",
                       "a small rename is easy, so a cheaper model answers. The row shows both "
                       "names, and what that saved.")},
    {"/v1/messages", "claude-sonnet-4-5-20250929", "shop-api",
     "Find out why two workers take the same job from the queue, and redesign it. [[hard]]",
     QT_TRANSLATE_NOOP("ui::DemoTraffic",
                       "this one is hard and keeps a strong model. Select its row: the details "
                       "say why.")},
    {"/v1/chat/completions", "gpt-5", "website", "Fix the typo in the footer. [[easy]]",
     QT_TRANSLATE_NOOP("ui::DemoTraffic",
                       "another agent, another provider: it stays with that provider's models.")},
    {"/v1/messages", "claude-opus-4-1-20250805", "compiler",
     "Prove that the register allocator never spills a live loop counter. [[hard]]",
     QT_TRANSLATE_NOOP("ui::DemoTraffic",
                       "who asks for a strong model for hard work gets a strong model.")},
    {"/v1/messages", "claude-sonnet-4-5-20250929", "compiler",
     "Add a test for empty input to the parser. [[medium]]",
     QT_TRANSLATE_NOOP("ui::DemoTraffic",
                       "work of medium difficulty gets a model between. Statistics adds it all "
                       "up.")},
    {"/v1/messages", "claude-sonnet-4-5-20250929", "shop-api",
     "Which licence does this project have? [[easy]]",
     QT_TRANSLATE_NOOP("ui::DemoTraffic",
                       "that is the tour. Requests go on for a while; leave the demo when you "
                       "have seen enough.")},
    {"/v1/chat/completions", "gpt-5", "website",
     "Move the date formatting into a function of its own. [[medium]]", nullptr},
    {"/v1/messages", "claude-sonnet-4-5-20250929", "website", "It does not work. [[needs_info]]",
     nullptr},
}};

QString context()
{
    QString text;
    for (int line = 1; text.size() < kContextBytes; ++line)
        text += u"Note %1: this line stands for what an agent knows of the project.\n"_s.arg(line);
    return text;
}

QByteArray bodyOf(const Sample &sample)
{
    static const QString known = context();
    QJsonArray messages {
        QJsonObject {{u"role"_s, u"user"_s}, {u"content"_s, QString::fromLatin1(sample.text)}}};
    QJsonObject body {{u"model"_s, QString::fromLatin1(sample.model)},
                      {u"max_tokens"_s, 1024},
                      {u"stream"_s, true}};
    if (QByteArray(sample.path) == "/v1/messages")
        body[u"system"_s] = known;
    else
        messages.prepend(QJsonObject {{u"role"_s, u"system"_s}, {u"content"_s, known}});
    body[u"messages"_s] = messages;
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

} // namespace

DemoTraffic::DemoTraffic(QObject *parent)
    : QObject(parent)
{
    m_network.setProxy(QNetworkProxy::NoProxy);
    connect(&m_timer, &QTimer::timeout, this, &DemoTraffic::sendNext);
}

void DemoTraffic::start(const QString &baseUrl)
{
    m_baseUrl = baseUrl;
    if (m_timer.isActive())
        return;
    m_sent = 0;
    m_timer.start(kTourPause);
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
    const Sample &sample = kSamples.at(static_cast<size_t>(m_sent) % kSamples.size());
    const bool isOfTour = sample.caption && m_sent < static_cast<int>(kSamples.size());
    ++m_sent;
    m_timer.setInterval(isOfTour ? kTourPause : kPause);
    if (isOfTour)
        Q_EMIT told(tr(sample.caption));
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
