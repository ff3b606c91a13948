// SPDX-License-Identifier: LicenseRef-Private
#include "ui/sessions/sessionlist.h"

#include "proxy/core/boundednumber.h"

#include <QJsonArray>

#include <utility>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

using namespace std::chrono_literals;

constexpr auto kInterval = 2s;

QString wireName(SessionAction action)
{
    switch (action) {
    case SessionAction::Boost:
        return u"boost"_s;
    case SessionAction::Hold:
        return u"hold"_s;
    case SessionAction::Off:
        return u"off"_s;
    case SessionAction::Release:
        break;
    }
    return u"release"_s;
}

constexpr qint64 kLongest = 999'999'999; ///< seconds

SessionLine lineOf(const QJsonObject &json)
{
    return {.id = json["session"_L1].toString(),
            .client = json["client"_L1].toString(),
            .clientName = json["client_name"_L1].toString(),
            .project = json["project"_L1].toString(),
            .model = json["model"_L1].toString(),
            .turns = proxy::smallCountOf(json["turns"_L1]),
            .idle = std::chrono::seconds(proxy::countOf(json["idle_s"_L1], 0, kLongest)),
            .warmTokens = proxy::countOf(json["warm_tokens"_L1], 0, proxy::kMostTokens),
            .warmFor = std::chrono::seconds(proxy::countOf(json["warm_for_s"_L1], 0, kLongest)),
            .isOff = json["off"_L1].toBool(),
            .boostsNext = json["boost_next"_L1].toBool(),
            .heldModel = json["held_model"_L1].toString()};
}

} // namespace

SessionList::SessionList(const ProxySource &source, QObject *parent)
    : QObject(parent)
    , m_client(source)
{
    m_timer.setInterval(kInterval);
    connect(&m_timer, &QTimer::timeout, this, &SessionList::refresh);
}

void SessionList::follow(bool on)
{
    if (!on)
        return m_timer.stop();
    m_timer.start();
    refresh();
}

void SessionList::refresh()
{
    if (std::exchange(m_isAsked, true))
        return;
    m_client.get(u"/router/sessions"_s, {}, [this](const proxy::Result<QJsonObject> &answer) {
        m_isAsked = false;
        if (!answer)
            return Q_EMIT failed(answer.error().detail);
        std::vector<SessionLine> sessions;
        for (const auto session : (*answer)["sessions"_L1].toArray())
            sessions.push_back(lineOf(session.toObject()));
        Q_EMIT changed(sessions);
    });
}

void SessionList::control(const SessionName &session, SessionAction action, const QString &model)
{
    QJsonObject body {{u"session"_s, session.id},
                      {u"client_name"_s, session.clientName},
                      {u"action"_s, wireName(action)}};
    if (!model.isEmpty())
        body[u"model"_s] = model;
    m_client.post(u"/router/session"_s, body, [this](const proxy::Result<QJsonObject> &answer) {
        if (!answer)
            Q_EMIT refused(answer.error().detail);
        refresh();
    });
}

} // namespace ui
